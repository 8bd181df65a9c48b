import { metrics } from '@opentelemetry/api';
import { createHotHistogram } from '@synapse/runtime';

/** Seconds. */
const BOUNDARIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

export type QueryMetrics = ReturnType<typeof createQueryMetrics>;

/** The instruments of this service. Make them after telemetry has started: earlier ones stay without effect. */
export function createQueryMetrics() {
  const meter = metrics.getMeter('@synapse/query');
  const requestAnswered = createHotHistogram({
    name: 'http_server_request_duration_seconds',
    description: 'Time from a request until its answer is sent, by route and status. Streams are left out.',
    boundaries: BOUNDARIES,
  });
  const answers = meter.createHistogram('query_answer_duration_seconds', {
    description: 'Time from a question over NATS to its whole answer, by read and status.',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
  const streams = meter.createUpDownCounter('query_open_streams', { description: 'Open live streams.' });
  const dropped = meter.createCounter('query_streams_dropped_total', {
    description: 'Live streams cut because their client did not read.',
  });
  return {
    /** Opens the place for the answers of a route with a status; see {@link createHotHistogram}. */
    requestAnswered: (route: string, status: number): ((seconds: number) => void) =>
      requestAnswered({ route, status }),
    questionAnswered: (read: string, status: number, seconds: number): void =>
      answers.record(seconds, { read, status }),
    streamOpened: (): void => streams.add(1),
    streamClosed: (): void => streams.add(-1),
    streamDropped: (): void => dropped.add(1),
  };
}
