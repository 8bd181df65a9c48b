import { metrics } from '@opentelemetry/api';
import type { CommittedBatch } from '@synapse/store';

/** What the engine counts of itself. */
export function createEngineMetrics(community: string) {
  const meter = metrics.getMeter('reward-engine');
  const facts = meter.createCounter('synapse_engine_facts_total', {
    description: 'Facts read and committed.',
  });
  const dead = meter.createCounter('synapse_engine_dead_letters_total', { description: 'Facts set aside.' });
  const frames = meter.createCounter('synapse_engine_reward_frames_total', {
    description: 'Reward frames committed.',
  });
  const lag = meter.createGauge('synapse_engine_lag_entries', {
    description: 'Entries known and not yet committed.',
  });
  const drift = meter.createGauge('synapse_engine_drift_members', {
    description: 'Members whose figures are not the sums of the journal; 0 is expected.',
  });
  const labels = { community };
  return {
    drifted: (members: number): void => drift.record(members, labels),
    committed(batch: CommittedBatch, newFrames: number): void {
      facts.add(batch.facts, labels);
      dead.add(batch.deadLetters, labels);
      frames.add(newFrames, labels);
      lag.record(batch.lag, labels);
    },
  };
}
