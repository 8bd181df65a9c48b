import type { LakeHealth } from '@synapse/contracts';
import { DayChart, day, figure, Loading, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { useMemo } from 'preact/hooks';
import { Bars } from '../parts/bars.js';
import { Figures } from '../parts/figures.js';
import { Runs, useWatch } from '../parts/runs.js';
import { reads } from '../reads.js';
import { bytes } from '../schema/bytes.js';
import { words } from '../schema/words.js';

/** How large the lake is and will be, how far its readers are, and what was done to keep it right. */
export function LakePage() {
  const { answer: health, error, refresh } = useRead(reads.lakeHealth, 1_000);
  useTitle('Lake', 'Synapse admin');
  useWatch(true, refresh);
  return (
    <>
      <div class="title">
        <div>
          <h1>Lake</h1>
          <p>Every fact that was judged, kept for as long as the settings say.</p>
        </div>
      </div>
      {error && <Notice>{error.message}</Notice>}
      {!health && !error && <Loading lines={8} />}
      <div class="stack">
        {health && <Health health={health} />}
        <Runs
          title="Retention"
          about="Takes from the lake what is older than it may be. The clock asks for it daily."
          path={reads.retentions}
          start="start_retention"
          stop="stop_retention"
          ways={[
            {
              label: 'Run retention now',
              meaning:
                'Facts older than the settings allow are removed from the lake for good. What they earned stays.',
            },
          ]}
          told={({ rows, partitions }) =>
            `${figure(rows)} rows${partitions.length > 0 ? `, ${figure(partitions.length)} whole partitions` : ''}`
          }
        />
        <RetentionChart />
        <Runs
          title="Reconciliation"
          about="Holds the counters against what lies in the lake, and mends them."
          path={reads.reconciliations}
          start="start_reconciliation"
          stop="stop_reconciliation"
          ways={[
            {
              label: 'Reconcile now',
              meaning:
                'Counters that differ from the lake are mended. What retention took is not taken back.',
            },
          ]}
          told={({ counters, mended, removed }) =>
            mended + removed === 0
              ? `All ${figure(counters)} counters were right`
              : `${figure(mended)} mended, ${figure(removed)} removed, of ${figure(counters)}`
          }
        />
      </div>
    </>
  );
}

function Health({ health }: { health: LakeHealth }) {
  const {
    rows,
    bytes: size,
    oldest,
    newest,
    last_day: lastDay,
    positions,
    log,
    dead_letters: dead,
    estimate,
  } = health;
  const types = Object.entries(lastDay)
    .sort(([, one], [, other]) => other - one)
    .map(([type, count]) => ({ name: words(type), value: count, shown: figure(count) }));
  const letters = dead.lake_writer + dead.reward_engine;
  return (
    <>
      <Figures
        of={[
          // The database only estimates them, and a young lake as none.
          ['Facts', figure(Math.max(rows, estimate.rows_per_day)), oldest && `since ${day(oldest)}`],
          [
            'A day',
            figure(estimate.rows_per_day),
            newest && (
              <>
                the last <Time at={newest} />
              </>
            ),
          ],
          ['Size', bytes(size.lake), `and ${bytes(size.counters)} of counters`],
          [
            'Dead letters',
            <a key="dead" href="/dead-letters">
              {figure(letters)}
            </a>,
            letters === 0 ? 'everything was read' : 'not read, or not applied',
          ],
        ]}
      />
      <div class="halves">
        <Panel title="Facts of the last day">
          <Bars label="Facts of the last day, by type" of={types} />
        </Panel>
        <Panel title="Room it takes">
          <p class="soft">
            It may keep {figure(estimate.retention_days)} days. At the pace of the last day it will then take:
          </p>
          <Bars
            label="Room that the lake takes"
            of={[
              { name: 'Lake now', value: size.lake, shown: bytes(size.lake) },
              { name: 'Lake then', value: estimate.bytes, shown: bytes(estimate.bytes) },
              { name: 'Counters', value: size.counters, shown: bytes(size.counters) },
            ]}
          />
          <h3>How far readers are</h3>
          <Bars
            label="Entries of the log that were read"
            of={[
              { name: 'Log', value: log.last, shown: `entry ${figure(log.last)}` },
              ...(['lake_writer', 'reward_engine'] as const).map((name) => ({
                name: words(name),
                value: positions[name] ?? 0,
                shown: behind(log.last, positions[name]),
              })),
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

function behind(last: number, position: number | null): string {
  if (position === null) return 'not begun';
  return last <= position ? 'up to date' : `${figure(last - position)} behind`;
}

/** What retention took, by the day that it ran. */
function RetentionChart() {
  const { answer } = useRead(reads.retentions);
  const taken = useMemo(() => {
    const byDay = new Map<string, number>();
    for (const { report, ended_at } of [...(answer?.items ?? [])].reverse()) {
      if (!report || !ended_at) continue;
      const on = ended_at.slice(0, 10);
      byDay.set(on, (byDay.get(on) ?? 0) + report.rows);
    }
    return {
      days: [...byDay.keys()],
      series: [{ label: 'Rows', values: [...byDay.values()], color: '--chart-1' }],
    };
  }, [answer]);
  if (taken.days.length < 2) return null;
  return (
    <Panel title="What retention took">
      <DayChart label="Rows that retention took, by day" {...taken} />
    </Panel>
  );
}
