import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';

/** JetStream error codes: https://github.com/nats-io/nats-server/blob/main/server/errors.json */
const WAITING_HELPS = new Set([
  10002, // the server is short of resources
  10008, // no leader, or JetStream is starting
  10023, // storage is short
  10047, // storage of the account is short
  10077, // the stream is full
]);

const CONNECTION_TROUBLE = [
  errors.TimeoutError,
  errors.RequestError,
  errors.NoRespondersError,
  errors.ConnectionError,
];

/** Tells whether `error` says "wait": trying the same again later can help. */
export function isTransient(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return WAITING_HELPS.has(error.code) || error.status === 503;
  // A publish gets this, too, while the server is coming up; the class itself is not exported.
  if (error instanceof Error && error.name === 'JetStreamNotEnabled') return true;
  return CONNECTION_TROUBLE.some((kind) => error instanceof kind);
}

export const isWrongLastSequence = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;

export const isStreamMissing = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;

export const isConsumerMissing = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound;

/** Whether no stream took what was published. */
export const isNobodyListening = (error: unknown): boolean =>
  error instanceof errors.NoRespondersError ||
  (error instanceof Error && error.name === 'JetStreamNotEnabled');

/** Whether the server ended a reading because its stream, or the place that it kept, was deleted. */
export const isGone = (error: unknown): boolean =>
  isStreamMissing(error) ||
  isConsumerMissing(error) ||
  (error instanceof Error && error.name === 'JetStreamStatusError' && error.message === 'consumer deleted');
