import { metrics } from '@opentelemetry/api';
import { timed } from '@synapse/runtime';
import type { CommittedBatch } from '@synapse/store';

/** What the lake-writer counts of itself. */
export function createLakeMetrics(community: string) {
  const meter = metrics.getMeter('lake-writer');
  const facts = meter.createCounter('synapse_lake_facts_total', { description: 'Facts read and committed.' });
  const dead = meter.createCounter('synapse_lake_dead_letters_total', {
    description: 'Facts set aside unread.',
  });
  const lag = meter.createGauge('synapse_lake_lag_entries', {
    description: 'Entries known and not yet committed.',
  });
  const rules = meter.createGauge('synapse_lake_rule_set_version', {
    description: 'The version of the rules that it lays and counts by.',
  });
  const seconds = meter.createHistogram('synapse_lake_batch_seconds', {
    description:
      'Seconds from taking a batch to its place in the transaction, by whether it could be applied.',
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
  });
  const labels = { community };
  return {
    timed: <T>(work: () => Promise<T>): Promise<T> =>
      timed(work, (took, outcome) => seconds.record(took, { ...labels, outcome })),
    laysBy: (version: number): void => rules.record(version, labels),
    committed(batch: CommittedBatch): void {
      facts.add(batch.facts, labels);
      dead.add(batch.deadLetters, labels);
      lag.record(batch.lag, labels);
    },
  };
}
