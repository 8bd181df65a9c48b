import type { ImportPreview, MemberImport } from '@synapse/contracts';
import { figure, Loading, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { BadRows } from '../parts/bad-rows.js';
import { Confirm } from '../parts/confirm.js';
import { Figures } from '../parts/figures.js';
import { LongTable } from '../parts/long-table.js';
import { MemberLink } from '../parts/member-link.js';
import { Moved } from '../parts/moved.js';
import { isUnderWay, RunState, useWatch } from '../parts/runs.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';
import { going } from './imports-page.js';

/** One file of members: what applying it would do, then what it did. */
export function ImportPage({ id }: { id: string }) {
  const { answer: file, etag, error, refresh } = useRead(reads.imports.one(id), 300);
  const isRead = file?.state === 'read';
  const { answer: preview, error: trouble } = useRead(isRead ? reads.importPreview(id) : null);
  const say = useSay();
  useWatch(file !== undefined && isUnderWay(file), refresh);
  useTitle(`Import ${id}`, 'Imports', 'Synapse admin');
  if (!file) return error ? <Notice>{error.message}</Notice> : <Loading lines={8} />;
  const done = (said: string) => {
    say(said);
    refresh();
  };
  return (
    <>
      <nav class="trail" aria-label="Where this is">
        <a href="/imports">Imports</a> <span aria-hidden="true">/</span> Import {id}
      </nav>
      <div class="title">
        <div>
          <h1>Import {id}</h1>
          <p>
            Members keep their {file.keep === 'xp' ? 'XP' : 'level'}; sent by{' '}
            <MemberLink id={file.created_by} /> <Time at={file.created_at} />
          </p>
        </div>
        <RunState run={going(file)} />
      </div>
      <div class="stack">
        {isRead ? <Foreseen preview={preview} bad={file.bad} /> : <Outcome file={file} />}
        {trouble && <Notice>{trouble.message}</Notice>}
        <Decision file={file} etag={etag} preview={preview} onDone={done} />
        {isRead && preview && <PreviewedRows preview={preview} />}
        <BadRows count={file.bad} rows={file.bad_rows} />
      </div>
    </>
  );
}

function Foreseen({ preview, bad }: { preview: ImportPreview | undefined; bad: number }) {
  if (!preview) return <Loading lines={2} />;
  return (
    <Figures
      of={[
        ['Members in the file', figure(preview.members)],
        ['Would be raised', figure(preview.raised)],
        ['Have as much already', figure(preview.unchanged)],
        ['XP in all', figure(preview.xp)],
        ['Gold in all', figure(preview.gold)],
        ['Achievements', figure(preview.achievements)],
        ['Bad rows', figure(bad)],
      ]}
    />
  );
}

const Outcome = ({
  file: { members, raised, unchanged, refused, undone, xp, gold, achievements },
}: {
  file: MemberImport;
}) => (
  <Figures
    of={[
      ['Members in the file', figure(members)],
      ['Raised', figure(raised), undone > 0 && `${figure(undone)} taken back`],
      ['Had as much already', figure(unchanged)],
      ['Refused', figure(refused)],
      ['XP in all', figure(xp)],
      ['Gold in all', figure(gold)],
      ['Achievements', figure(achievements)],
    ]}
  />
);

interface DecisionProps {
  file: MemberImport;
  etag: string | undefined;
  preview: ImportPreview | undefined;
  onDone: (said: string) => void;
}

function Decision({ file: { id, state, raised }, etag, preview, onDone }: DecisionProps) {
  const wish = { params: { id }, etag };
  if (state === 'read') {
    return (
      <section class="panel removal" aria-label="Decision">
        <p>Nothing has happened yet. What is listed here is what applying does: nobody is ever lowered.</p>
        <div class="deeds">
          <Confirm
            change="discard_import"
            wish={wish}
            label="Discard"
            title="Forget this file?"
            isDangerous
            onDone={() => onDone('The file is forgotten.')}
          >
            <p>Its rows go. The file can be sent again.</p>
          </Confirm>
          <Confirm
            change="apply_import"
            wish={wish}
            label="Apply"
            title={`Raise ${figure(preview?.raised ?? 0)} members?`}
            isFirst
            disabled={!preview}
            onDone={() => onDone('It is being applied.')}
          >
            <p>They are raised by {figure(preview?.xp ?? 0)} XP in all, silently. It can be taken back.</p>
          </Confirm>
        </div>
      </section>
    );
  }
  if (state !== 'applied' || raised === 0) return null;
  return (
    <section class="panel removal" aria-label="Decision">
      <p>It can be taken back: the XP goes again. Levels and achievements that it brought stay.</p>
      <Confirm
        change="undo_import"
        wish={wish}
        label="Undo"
        title="Take this import back?"
        isDangerous
        onDone={() => onDone('It is being taken back.')}
      >
        <p>{figure(raised)} members lose the XP, gold and achievements that it brought. Levels stay.</p>
      </Confirm>
    </section>
  );
}

const PreviewedRows = ({ preview: { rows, raised } }: { preview: ImportPreview }) => (
  <Panel title="Who would be raised">
    {rows.length < raised && <p class="soft">The first {figure(rows.length)} are listed.</p>}
    <LongTable
      caption="Who would be raised"
      columns={[
        { title: 'Member', cell: ({ member, name }) => <MemberLink id={member} name={name} /> },
        { title: 'Line', isFigure: true, cell: ({ line }) => figure(line) },
        {
          title: 'XP',
          isFigure: true,
          cell: ({ xp_before, xp_after }) => <Moved before={xp_before} after={xp_after} />,
        },
        {
          title: 'Level',
          isFigure: true,
          cell: ({ level_before, level_after }) => <Moved before={level_before} after={level_after} />,
        },
        {
          title: 'Gold',
          isFigure: true,
          cell: ({ gold_before, gold_after }) => <Moved before={gold_before} after={gold_after} />,
        },
      ]}
      rows={rows}
      id={({ member }) => member}
      empty="Everybody in the file has as much already."
    />
  </Panel>
);
