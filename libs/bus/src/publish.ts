import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { Bus } from './connect.js';

const ANSWER_WITHIN_MS = 5_000;

export interface FrameToPublish {
  subject: string;
  /** Kept by the server for two minutes to drop a repetition. Only a filter: readers decide "once" by the ids inside. */
  id: string;
  body: Uint8Array;
  traceparent?: string | undefined;
  /** Where the publisher waits for an answer; see {@link replyToOf}. */
  replyTo?: string;
  /** Publish only if this is the sequence of the last message on the subject; 0 = there is none. */
  lastSequence?: number;
}

/**
 * Publishes one frame; resolves when the server has it on disk.
 * @throws what the client throws: see `isTransient` and `isWrongLastSequence`
 */
export async function publishFrame(
  bus: Bus,
  { subject, id, body, traceparent, replyTo, lastSequence }: FrameToPublish,
): Promise<{ sequence: number; duplicate: boolean }> {
  const ack = await bus.js.publish(subject, body, {
    msgID: id,
    timeout: ANSWER_WITHIN_MS,
    retries: 0,
    ...((traceparent || replyTo) && { headers: headersOf({ traceparent, [REPLY_TO]: replyTo }) }),
    ...(lastSequence !== undefined && { expect: { lastSubjectSequence: lastSequence } }),
  });
  return { sequence: ack.seq, duplicate: ack.duplicate };
}

/** Headers of those that have a value. */
export function headersOf(fields: Record<string, string | undefined>): MsgHdrs {
  const set = headers();
  for (const [name, value] of Object.entries(fields)) if (value) set.set(name, value);
  return set;
}

/** JetStream uses the reply subject of a message for itself: this header stands in for it. */
const REPLY_TO = 'synapse-reply-to';
/** Only an inbox: whoever may publish a command could otherwise let the answerer publish anywhere. */
const INBOX = /^_INBOX\.[\w.-]{1,100}$/;

/** Where the publisher of a message waits for an answer, if anywhere. */
export function replyToOf(message: { headers?: MsgHdrs }): string | undefined {
  const replyTo = message.headers?.get(REPLY_TO);
  return replyTo && INBOX.test(replyTo) ? replyTo : undefined;
}
