import { metrics } from '@opentelemetry/api';

export type WebhookMetrics = ReturnType<typeof createWebhookMetrics>;

/** What this service counts of itself. */
export function createWebhookMetrics(community: string) {
  const meter = metrics.getMeter('webhooks');
  const attempts = meter.createHistogram('synapse_webhooks_post_seconds', {
    description: 'Seconds from posting an event to the answer, by endpoint and whether it was taken.',
    advice: { explicitBucketBoundaries: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15] },
  });
  const dead = meter.createCounter('synapse_webhooks_dead_letters_total', {
    description: 'Events that an endpoint did not take in the end.',
  });
  const lag = meter.createGauge('synapse_webhooks_lag_frames', {
    description: 'Reward frames that wait for an endpoint.',
  });
  return {
    attempted: (endpoint: string, taken: boolean, seconds: number): void =>
      attempts.record(seconds, { community, endpoint, taken: String(taken) }),
    buried: (endpoint: string): void => dead.add(1, { community, endpoint }),
    waiting: (endpoint: string, frames: number): void => lag.record(frames, { community, endpoint }),
  };
}
