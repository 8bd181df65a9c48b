import { metrics } from '@opentelemetry/api';

export type QueryMetrics = ReturnType<typeof createQueryMetrics>;

/** The instruments of this service. Make them after telemetry has started: earlier ones stay without effect. */
export function createQueryMetrics() {
  const meter = metrics.getMeter('@synapse/query');
  const duration = meter.createHistogram('http_server_request_duration_seconds', {
    description: 'Time from a request until its answer is sent, by route and status. Streams are left out.',
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
  });
  const answers = meter.createHistogram('query_answer_duration_seconds', {
    description: 'Time from a question over NATS to its whole answer, by read and status.',
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
  });
  const streams = meter.createUpDownCounter('query_open_streams', { description: 'Open live streams.' });
  const dropped = meter.createCounter('query_streams_dropped_total', {
    description: 'Live streams cut because their client did not read.',
  });
  return {
    requestAnswered: (route: string, status: number, seconds: number): void =>
      duration.record(seconds, { route, status }),
    questionAnswered: (read: string, status: number, seconds: number): void =>
      answers.record(seconds, { read, status }),
    streamOpened: (): void => streams.add(1),
    streamClosed: (): void => streams.add(-1),
    streamDropped: (): void => dropped.add(1),
  };
}
