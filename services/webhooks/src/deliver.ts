import { type Bus, buryWebhook } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import { type Logger, sleep } from '@synapse/runtime';
import type { DeadLetter, Place } from './dead-letter.js';
import type { Endpoint } from './endpoints.js';
import type { WebhookMetrics } from './metrics.js';
import { postEvent } from './post-event.js';

export interface Delivery {
  bus: Bus;
  community: string;
  endpoint: Endpoint;
  attempts: number;
  metrics: WebhookMetrics;
  log: Pick<Logger, 'warn' | 'error'>;
  signal: AbortSignal;
  /** The wait after failure number `attempt`, in milliseconds. */
  delayMs?: (attempt: number) => number;
}

const HOUR_MS = 3_600_000;

/** 1 s, 4 s, 16 s … up to an hour: eight attempts take an hour and a half. */
const growing = (attempt: number): number => Math.min(HOUR_MS, 1_000 * 4 ** (attempt - 1));

/** Posts an event until it is taken or becomes a dead letter; the endpoint's later events wait meanwhile. */
export async function deliver(
  delivery: Delivery,
  event: RewardEvent,
  { frame, index, traceparent }: Place & { traceparent?: string },
): Promise<void> {
  const { endpoint, attempts, metrics, log, signal, delayMs = growing } = delivery;
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = performance.now();
    const posted = await postEvent(endpoint, event, signal, traceparent);
    metrics.attempted(endpoint.name, posted.taken, (performance.now() - startedAt) / 1_000);
    if (posted.taken) return;
    log.warn({ endpoint: endpoint.name, event: event.id, attempt }, `an event was not taken: ${posted.why}`);
    if (posted.isGone || attempt >= attempts)
      return bury(delivery, { event, place: { frame, index }, attempts: attempt, why: posted.why });
    await sleep(delayMs(attempt), signal);
  }
}

async function bury({ bus, community, endpoint, metrics, log }: Delivery, letter: DeadLetter): Promise<void> {
  const { event, attempts } = letter;
  const body = Buffer.from(JSON.stringify(letter));
  await buryWebhook(bus, { community, endpoint: endpoint.name, id: event.id, body });
  metrics.buried(endpoint.name);
  log.error({ endpoint: endpoint.name, event: event.id, attempts }, 'an event became a dead letter');
}
