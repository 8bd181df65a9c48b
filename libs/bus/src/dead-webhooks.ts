import type { MsgRequest } from '@nats-io/jetstream';
import { DEAD_WEBHOOKS_STREAM_NAME, deadWebhookSubject } from '@synapse/contracts';
import type { Bus } from './connect.js';
import { publishFrame } from './publish.js';

/** An event that an endpoint did not take. */
export interface DeadWebhook {
  sequence: number;
  endpoint: string;
  body: Uint8Array;
}

/** Keeps what an endpoint did not take. @param id the event's: a repetition within two minutes is kept once */
export async function buryWebhook(
  bus: Bus,
  { community, endpoint, id, body }: { community: string; endpoint: string; id: string; body: Uint8Array },
): Promise<void> {
  await publishFrame(bus, {
    subject: deadWebhookSubject(community, endpoint),
    id: `dead:${community}:${endpoint}:${id}`,
    body,
  });
}

/** What an endpoint, or any, did not take, oldest first. */
export async function* deadWebhooks(
  bus: Bus,
  community: string,
  endpoint = '*',
): AsyncGenerator<DeadWebhook> {
  const next_by_subj = deadWebhookSubject(community, endpoint);
  // The client's types know this form of the request for direct reads only; the server answers it here as well.
  const after = (sequence: number) => ({ seq: sequence + 1, next_by_subj }) as unknown as MsgRequest;
  let seq = 0;
  for (;;) {
    const message = await bus.jsm.streams.getMessage(DEAD_WEBHOOKS_STREAM_NAME, after(seq));
    if (!message) return;
    seq = message.seq;
    yield { sequence: seq, endpoint: message.subject.split('.').at(-1) ?? '', body: message.data };
  }
}

/** Removes what has been posted after all. */
export async function dropDeadWebhook(bus: Bus, sequence: number): Promise<void> {
  await bus.jsm.streams.deleteMessage(DEAD_WEBHOOKS_STREAM_NAME, sequence);
}
