import { metrics } from '@opentelemetry/api';
import { timed } from '@synapse/runtime';
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
  const rules = meter.createGauge('synapse_engine_rule_set_version', {
    description: 'The version of the rules that it judges by.',
  });
  const drift = meter.createGauge('synapse_engine_drift_members', {
    description: 'Members whose figures are not the sums of the journal; 0 is expected.',
  });
  const seconds = meter.createHistogram('synapse_engine_batch_seconds', {
    description:
      'Seconds from taking a batch to its place in the transaction, by whether it could be applied.',
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
  });
  const outbox = meter.createObservableGauge('synapse_engine_outbox_age_seconds', {
    description: 'How long the oldest committed reward frame has waited to be published.',
  });
  const labels = { community };
  let outboxAge = () => 0;
  outbox.addCallback((result) => result.observe(outboxAge(), labels));
  return {
    /** @param age in seconds, of the oldest frame that waits */
    watchOutbox(age: () => number): void {
      outboxAge = age;
    },
    timed: <T>(work: () => Promise<T>): Promise<T> =>
      timed(work, (took, outcome) => seconds.record(took, { ...labels, outcome })),
    drifted: (members: number): void => drift.record(members, labels),
    judgesBy: (version: number): void => rules.record(version, labels),
    committed(batch: CommittedBatch, newFrames: number): void {
      facts.add(batch.facts, labels);
      dead.add(batch.deadLetters, labels);
      frames.add(newFrames, labels);
      lag.record(batch.lag, labels);
    },
  };
}
