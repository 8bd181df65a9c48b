import { metrics } from '@opentelemetry/api';
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
  const labels = { community };
  return {
    committed(batch: CommittedBatch): void {
      facts.add(batch.facts, labels);
      dead.add(batch.deadLetters, labels);
      lag.record(batch.lag, labels);
    },
  };
}
