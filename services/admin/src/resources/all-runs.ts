import { JOBS } from '@synapse/contracts';
import type { AnyChange } from '../changes/change.js';
import { runChanges } from './run-changes.js';
import { runsOf } from './runs.js';
import { whatIfChanges } from './what-if-changes.js';
import { whatIfs } from './what-ifs.js';

const retentionRuns = runsOf({
  kind: 'retention',
  path: '/retention-runs',
  operation: 'RetentionRun',
  tag: 'lake',
  name: 'retention run',
});

const reconciliationRuns = runsOf({
  kind: 'reconciliation',
  path: '/reconciliation-runs',
  operation: 'ReconciliationRun',
  tag: 'lake',
  name: 'reconciliation run',
});

const rebuilds = runsOf({
  kind: 'rebuild',
  path: '/rebuilds',
  operation: 'Rebuild',
  tag: 'members',
  name: 'rebuild',
});

/** Everything that is asked of the owners of tables. */
export const ALL_RUNS = [retentionRuns, reconciliationRuns, rebuilds, whatIfs];

export const allRunChanges = (community: string): readonly AnyChange[] => [
  ...runChanges(retentionRuns, {
    verb: 'start',
    summary:
      'Takes from the lake what is older than the setting `event_lake_retention_days`, now; a clock asks daily.',
    body: null,
  }),
  ...runChanges(reconciliationRuns, {
    verb: 'start',
    summary: 'Holds the counters against the lake, and mends them. What retention took is not taken back.',
    body: null,
  }),
  ...runChanges(rebuilds, {
    verb: 'start',
    summary:
      'Holds the figures and achievements of all members against the journal; mends them if `repair` says so.',
    body: JOBS.rebuild.input,
  }),
  ...whatIfChanges(community),
];
