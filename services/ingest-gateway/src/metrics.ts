import { metrics } from '@opentelemetry/api';
import type { Rules } from './rules.js';
import type { Spool } from './spool/spool.js';

export interface GatewayMetrics {
  dispatch(type: string): void;
  fact(type: string): void;
  malformed(type: string): void;
  gap(): void;
  /** Seconds from the first try to the answer of the broker. */
  published(seconds: number): void;
  /** Shows how many shards receive at the moment and how many should, what the spool holds, and which rules are in force. */
  observe(
    spool: Spool,
    rules: Pick<Rules, 'version'>,
    shards: { live: () => number; expected: () => number },
  ): void;
}

/** Makes the instruments; telemetry must have been started before. */
export function createMetrics(): GatewayMetrics {
  const meter = metrics.getMeter('@synapse/ingest-gateway');
  /** Counted here and told when it is asked for: an instrument that is told of each dispatch costs a microsecond each time. */
  const count = (name: string, description: string) => {
    const counts = new Map<string, number>();
    meter.createObservableCounter(`synapse_gateway_${name}`, { description }).addCallback((result) => {
      for (const [type, times] of counts) result.observe(times, { type });
    });
    return (type: string) => void counts.set(type, (counts.get(type) ?? 0) + 1);
  };
  const gaps = meter.createCounter('synapse_gateway_gaps', {
    description: 'Times a session was lost, so that events may be missing.',
  });
  const publish = meter.createHistogram('synapse_gateway_publish_seconds', {
    description: 'Seconds from the first try to publish a frame to its acknowledgement.',
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30] },
  });
  return {
    dispatch: count('dispatches', 'Dispatches received from Discord, by type.'),
    fact: count('facts', 'Facts written to the spool, by type.'),
    malformed: count('malformed_dispatches', 'Dispatches that could not be read, by type.'),
    gap: () => gaps.add(1),
    published: (seconds) => publish.record(seconds),
    observe(spool, rules, shards) {
      const gauge = (name: string, description: string, read: () => number) =>
        meter
          .createObservableGauge(`synapse_gateway_${name}`, { description })
          .addCallback((result) => result.observe(read()));
      gauge('spool_pending_bytes', 'Bytes of frames that wait to be published.', () => spool.pending().bytes);
      gauge('spool_pending_frames', 'Frames that wait to be published.', () => spool.pending().frames);
      gauge('rule_set_version', 'The version of the rules in force.', rules.version);
      gauge('live_shards', 'Shards that receive events at the moment.', shards.live);
      gauge('expected_shards', 'Shards that this process is to hold.', shards.expected);
    },
  };
}
