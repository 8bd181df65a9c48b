import { day, Loading, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { useLocation } from 'preact-iso';
import { MemberLink } from '../parts/member-link.js';
import { Difference } from '../parts/moved.js';
import { isUnderWay, RunState, useWatch } from '../parts/runs.js';
import { Table } from '../parts/table.js';
import { reads } from '../reads.js';
import { words } from '../schema/words.js';

/** What was asked about other rules, newest first. */
export function WhatIfsPage() {
  const { before } = useLocation().query as Partial<Record<string, string>>;
  const { answer, error, refresh } = useRead(reads.whatIfs(before), 400);
  useWatch(answer?.items.some(isUnderWay) ?? false, refresh);
  useTitle('What-ifs', 'Synapse admin');
  return (
    <>
      <div class="title">
        <div>
          <h1>What-ifs</h1>
          <p>
            Who would have gained and lost what under other rules. A report first; applied when you say so.
          </p>
        </div>
        <a class="button first" href="/what-ifs/new">
          New what-if
        </a>
      </div>
      {error && <Notice>{error.message}</Notice>}
      <Panel title="Reports">
        {!answer && !error && <Loading lines={4} />}
        {answer && (
          <Table
            caption="Reports"
            columns={[
              { title: 'Report', cell: ({ id }) => <a href={`/what-ifs/${id}`}>What-if {id}</a> },
              { title: 'State', cell: (run) => <RunState run={run} /> },
              { title: 'From', cell: ({ input }) => day(input.since) },
              {
                title: 'XP in all',
                isFigure: true,
                cell: ({ report }) => report && <Difference of={report.totals.xp} />,
              },
              {
                title: 'Applied',
                cell: ({ application }) =>
                  application && (
                    <span class={application.state === 'applied' ? 'badge good' : 'badge'}>
                      {words(application.state)}
                    </span>
                  ),
              },
              { title: 'By', cell: ({ asked_by }) => <MemberLink id={asked_by} /> },
              { title: 'Asked', cell: ({ asked_at }) => <Time at={asked_at} /> },
            ]}
            rows={answer.items}
            id={({ id }) => id}
            empty="Nothing was asked yet."
          />
        )}
        {answer?.next && (
          <p class="deeds">
            <a class="button" href={`/what-ifs?before=${answer.next}`}>
              Older
            </a>
          </p>
        )}
      </Panel>
    </>
  );
}
