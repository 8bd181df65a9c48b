import { currentTraceparent } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import { errorSummary } from '@synapse/runtime';
import { Webhook } from 'standardwebhooks';
import type { Endpoint } from './endpoints.js';

/** What became of one attempt. */
export type Posted = { taken: true } | { taken: false; why: string; isGone: boolean };

const ANSWER_WITHIN_MS = 15_000;

/** The bytes that are signed and sent. Source of the form: Standard Webhooks, "Payload structure". */
export const payloadOf = (event: RewardEvent): string =>
  JSON.stringify({ type: event.kind, timestamp: event.at, data: event });

/**
 * Posts an event once, signed as Standard Webhooks says. Redirects are not followed: they would leave the address agreed on.
 * @param cause the `traceparent` that the event came with, passed on where no span of our own is
 */
export async function postEvent(
  { url, secret }: Endpoint,
  event: RewardEvent,
  signal: AbortSignal,
  cause?: string,
): Promise<Posted> {
  const body = payloadOf(event);
  const now = new Date();
  const traceparent = currentTraceparent() ?? cause;
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Synapse-Webhooks',
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(event.id, now, body),
        ...(traceparent && { traceparent }),
      },
      body,
    });
    await response.body?.cancel();
    if (response.ok) return { taken: true };
    return { taken: false, why: `answered ${response.status}`, isGone: response.status === 410 };
  } catch (error) {
    signal.throwIfAborted();
    return { taken: false, why: errorSummary(error), isGone: false };
  }
}
