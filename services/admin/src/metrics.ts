import { metrics } from '@opentelemetry/api';

export type AdminMetrics = ReturnType<typeof createAdminMetrics>;

/** The instruments of this service. Make them after telemetry has started: earlier ones stay without effect. */
export function createAdminMetrics() {
  const duration = metrics
    .getMeter('@synapse/admin')
    .createHistogram('http_server_request_duration_seconds', {
      description: 'Time from a request to its whole answer, by route and status.',
      advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
    });
  return {
    requestAnswered: (route: string, status: number, seconds: number): void =>
      duration.record(seconds, { route, status }),
  };
}
