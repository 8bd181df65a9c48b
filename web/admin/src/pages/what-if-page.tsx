import type { WhatIfDocument, WhatIfReport } from '@synapse/contracts';
import { day, figure, Loading, moment, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { useMemo } from 'preact/hooks';
import { Confirm } from '../parts/confirm.js';
import { Figures } from '../parts/figures.js';
import { LongTable } from '../parts/long-table.js';
import { MemberLink } from '../parts/member-link.js';
import { Difference, Moved } from '../parts/moved.js';
import { RuleChangesList } from '../parts/rule-changes/rule-changes-list.js';
import { isUnderWay, RunState, useWatch } from '../parts/runs.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';

/** One what-if: how far it is, its report, and then what is to come of it. */
export function WhatIfPage({ id }: { id: string }) {
  const { answer: run, etag, error, refresh } = useRead(reads.whatIf(id), 300);
  const { answer: report, error: trouble } = useRead(run?.state === 'done' ? reads.whatIfReport(id) : null);
  const say = useSay();
  const isMoving =
    run !== undefined && (isUnderWay(run) || (run.application !== null && isUnderWay(run.application)));
  useWatch(isMoving, refresh);
  useTitle(`What-if ${id}`, 'What-ifs', 'Synapse admin');
  if (!run) return error ? <Notice>{error.message}</Notice> : <Loading lines={8} />;
  const done = (said: string) => {
    say(said);
    refresh();
  };
  return (
    <>
      <nav class="trail" aria-label="Where this is">
        <a href="/what-ifs">What-ifs</a> <span aria-hidden="true">/</span> What-if {id}
      </nav>
      <div class="title">
        <div>
          <h1>What-if {id}</h1>
          <p>
            From {day(run.input.since)}
            {run.input.until && ` until ${day(run.input.until)}`}; asked by <MemberLink id={run.asked_by} />{' '}
            <Time at={run.asked_at} />
          </p>
        </div>
        <RunState run={run} />
      </div>
      <div class="stack">
        <Panel title="What would be different">
          <RuleChangesList changes={run.input.changes} />
        </Panel>
        {isUnderWay(run) && <Under run={run} etag={etag} onDone={done} />}
        {trouble && <Notice>{trouble.message}</Notice>}
        {run.report && <Told report={run.report} />}
        {run.report && <Decision run={run} etag={etag} onDone={done} />}
        {report && <Members report={report} />}
        {report && <Places report={report} />}
      </div>
    </>
  );
}

interface DecisionProps {
  run: WhatIfDocument;
  etag: string | undefined;
  onDone: (said: string) => void;
}

const Under = ({ run: { id }, etag, onDone }: DecisionProps) => (
  <section class="panel removal" aria-label="Under way">
    <p>The journal is walked through, as it was and as it would have been. The report follows here.</p>
    <Confirm
      change="stop_what_if"
      wish={{ params: { id }, etag }}
      label="Stop"
      title="Stop this what-if?"
      isDangerous
      onDone={() => onDone('Stopped.')}
    >
      <p>There will be no report. Nothing else is lost.</p>
    </Confirm>
  </section>
);

function Told({ report: { totals, facts, made_at } }: { report: NonNullable<WhatIfDocument['report']> }) {
  const unsure = facts.missing + facts.unexplained;
  return (
    <>
      <Figures
        of={[
          ['Members gain XP', figure(totals.gain)],
          ['Members lose XP', figure(totals.lose)],
          ['XP in all', <Difference key="xp" of={totals.xp} />],
          ['Gold', <Difference key="gold" of={totals.gold} />],
          ['Stars', <Difference key="stars" of={totals.stars} />],
          ['Levels', <Difference key="levels" of={totals.levels} />],
          ['Achievements', <Difference key="achievements" of={totals.achievements} />],
        ]}
      />
      <p class="soft">
        {figure(facts.judged)} facts were judged anew, as of {moment(made_at)}.
        {unsure > 0 &&
          ` ${figure(unsure)} count as they were recorded: the lake lacks them, or what came before them.`}
      </p>
    </>
  );
}

function Decision({ run: { id, application, report }, etag, onDone }: DecisionProps) {
  const wish = { params: { id }, etag };
  if (application === null) {
    return (
      <section class="panel removal" aria-label="Decision">
        <p>
          Nothing has happened yet. Applied, the changes come into force, and members are given what the
          report says.
        </p>
        <Confirm
          change="apply_what_if"
          wish={wish}
          label="Apply"
          title="Put these rules in force, and make the report true?"
          isFirst
          onDone={() => onDone('It is being applied.')}
        >
          <p>
            {figure(report?.totals.gain ?? 0)} members gain and {figure(report?.totals.lose ?? 0)} lose,
            silently. Levels and achievements that the new rules would not have brought stay. It can be taken
            back.
          </p>
        </Confirm>
      </section>
    );
  }
  return (
    <section class="panel removal" aria-label="Decision">
      <RunState run={application} />
      {application.state === 'applied' && (
        <>
          <p>It is in force. Taken back, the rules are what they were where nobody changed them since.</p>
          <Confirm
            change="undo_what_if"
            wish={wish}
            label="Undo"
            title="Take this what-if back?"
            isDangerous
            onDone={() => onDone('It is being taken back.')}
          >
            <p>Members lose what it brought and get back what it took. Levels stay.</p>
          </Confirm>
        </>
      )}
    </section>
  );
}

function Members({ report: { members } }: { report: WhatIfReport }) {
  const byMost = useMemo(
    () =>
      [...members].sort(
        (one, other) => Math.abs(other.after.xp - other.before.xp) - Math.abs(one.after.xp - one.before.xp),
      ),
    [members],
  );
  return (
    <Panel title="Member by member">
      <LongTable
        caption="Member by member"
        columns={[
          { title: 'Member', cell: ({ member }) => <MemberLink id={member} /> },
          {
            title: 'XP',
            isFigure: true,
            cell: ({ before, after }) => <Moved before={before.xp} after={after.xp} />,
          },
          {
            title: 'Level',
            isFigure: true,
            cell: ({ before, after }) => <Moved before={before.level} after={after.level} />,
          },
          {
            title: 'Stars',
            isFigure: true,
            cell: ({ before, after }) => <Moved before={before.stars} after={after.stars} />,
          },
          {
            title: 'Gold',
            isFigure: true,
            cell: ({ before, after }) => <Moved before={before.gold} after={after.gold} />,
          },
          {
            title: 'Keeps',
            cell: ({ kept: { levels, achievements } }) =>
              [
                levels.length > 0 && `levels ${levels.join(', ')}`,
                achievements.length > 0 && `${achievements.length} achievements`,
              ]
                .filter(Boolean)
                .join('; '),
          },
        ]}
        rows={byMost}
        id={({ member }) => member}
        empty="Nobody would have more or less."
      />
    </Panel>
  );
}

const Places = ({ report: { top } }: { report: WhatIfReport }) => (
  <Panel title="Places in the top 100">
    <LongTable
      caption="Places in the top 100"
      columns={[
        { title: 'Member', cell: ({ member }) => <MemberLink id={member} /> },
        { title: 'Before', isFigure: true, cell: ({ before }) => placed(before) },
        { title: 'After', isFigure: true, cell: ({ after }) => placed(after) },
      ]}
      rows={top}
      id={({ member }) => member}
      empty="Everybody stays where they are."
    />
  </Panel>
);

const placed = (rank: number | null) => (rank === null ? 'beyond' : `#${rank}`);
