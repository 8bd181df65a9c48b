import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { Bus } from './connect.js';

const ANSWER_WITHIN_MS = 5_000;

export interface FrameToPublish {
  subject: string;
  /** Kept by the server for two minutes to drop a repetition. Only a filter: readers decide "once" by the ids inside. */
  id: string;
  body: Uint8Array;
  traceparent?: string | undefined;
  /** Publish only if this is the sequence of the last message on the subject; 0 = there is none. */
  lastSequence?: number;
}

/**
 * Publishes one frame; resolves when the server has it on disk.
 * @throws what the client throws: see `isTransient` and `isWrongLastSequence`
 */
export async function publishFrame(
  bus: Bus,
  { subject, id, body, traceparent, lastSequence }: FrameToPublish,
): Promise<{ sequence: number; duplicate: boolean }> {
  const ack = await bus.js.publish(subject, body, {
    msgID: id,
    timeout: ANSWER_WITHIN_MS,
    retries: 0,
    ...(traceparent && { headers: traceHeaders(traceparent) }),
    ...(lastSequence !== undefined && { expect: { lastSubjectSequence: lastSequence } }),
  });
  return { sequence: ack.seq, duplicate: ack.duplicate };
}

function traceHeaders(traceparent: string): MsgHdrs {
  const traced = headers();
  traced.set('traceparent', traceparent);
  return traced;
}
