import type { HistoryImport, ImportFormat, MemberImport } from '@synapse/contracts';
import { figure, LinkTabs, Panel, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Choice } from '../parts/choice.js';
import { Files } from '../parts/files.js';
import { GuildName } from '../parts/guild-name.js';
import { RunState } from '../parts/runs.js';
import { UploadForm } from '../parts/upload-form.js';
import { reads } from '../reads.js';

const TABS = [
  { href: '/imports', label: 'Members' },
  { href: '/imports/history', label: 'History' },
];

/** Files of members from other bots, and of the past of channels: read first, applied when somebody says so. */
export function ImportsPage() {
  const { path } = useLocation();
  const isHistory = path === '/imports/history';
  useTitle(isHistory ? 'History' : 'Members', 'Imports', 'Synapse admin');
  return (
    <>
      <div class="title">
        <div>
          <h1>Imports</h1>
          <p>A file is read first, and says what it would do. It counts once you apply it.</p>
        </div>
        <LinkTabs
          label="What is imported"
          current={isHistory ? '/imports/history' : '/imports'}
          tabs={TABS}
        />
      </div>
      <div class="stack">{isHistory ? <History /> : <Members />}</div>
    </>
  );
}

const FORMATS: readonly { value: ImportFormat; label: string; hint: string }[] = [
  { value: 'csv', label: 'CSV', hint: 'With the columns id, xp and level; the first line names them.' },
  { value: 'mee6', label: 'MEE6', hint: 'The leaderboard as JSON.' },
  { value: 'polaris', label: 'Polaris', hint: 'Its export, as JSON.' },
  { value: 'amari', label: 'Amari', hint: 'Its export, as JSON.' },
];
const KEEPS = [
  { value: 'xp', label: 'Their XP' },
  { value: 'level', label: 'Their level' },
] as const;

function Members() {
  const [format, setFormat] = useState<ImportFormat>('csv');
  const [keep, setKeep] = useState<'xp' | 'level'>('xp');
  const { route } = useLocation();
  return (
    <>
      <Panel title="Members with XP and level from another bot">
        <UploadForm<MemberImport>
          change="create_import"
          query={{ format, keep }}
          accept={format === 'csv' ? '.csv,text/csv' : '.json,application/json'}
          hint={FORMATS.find(({ value }) => value === format)?.hint ?? ''}
          onDone={({ id }) => route(`/imports/${id}`)}
        >
          <Choice label="Written by" value={format} among={FORMATS} onChoose={setFormat} />
          <Choice
            label="Members keep"
            value={keep}
            among={KEEPS}
            hint={keep === 'xp' ? 'Whatever level that is here.' : 'With as much XP as that takes here.'}
            onChoose={setKeep}
          />
        </UploadForm>
      </Panel>
      <Files
        title="Files of members"
        read={reads.imports.list}
        path="/imports"
        name="Import"
        columns={[
          { title: 'State', cell: (each) => <RunState run={going(each)} /> },
          {
            title: 'Written by',
            cell: ({ format: by }) => FORMATS.find(({ value }) => value === by)?.label ?? by,
          },
          { title: 'Members', isFigure: true, cell: ({ members }) => figure(members) },
          { title: 'Bad rows', isFigure: true, cell: ({ bad }) => figure(bad) },
        ]}
      />
    </>
  );
}

function History() {
  const { route } = useLocation();
  return (
    <>
      <Panel title="The past of a channel">
        <UploadForm<HistoryImport>
          change="create_history_import"
          accept=".json,application/json"
          hint="What DiscordChatExporter wrote as JSON, oldest message first. Messages become facts; no text is kept."
          onDone={({ id }) => route(`/imports/history/${id}`)}
        />
      </Panel>
      <Files
        title="Files of the past"
        read={reads.history.list}
        path="/imports/history"
        name="History"
        columns={[
          { title: 'State', cell: (each) => <RunState run={each} /> },
          { title: 'Guild', cell: ({ guild_id }) => <GuildName id={guild_id} /> },
          { title: 'Messages', isFigure: true, cell: ({ report }) => figure(report.messages) },
        ]}
      />
    </>
  );
}

/** How far a file of members is: applied, or taken back. */
export const going = ({ state, settled, undone, raised, members }: MemberImport) =>
  state === 'undoing' ? { state, done: undone, total: raised } : { state, done: settled, total: members };
