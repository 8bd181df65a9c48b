import { deadWebhooksStream, isStreamMissing, isTransient, joinBus } from '@synapse/bus';
import { type Subscription, subscribe } from '@synapse/client';
import { retryForever, type Service, sleep } from '@synapse/runtime';
import type { webhooksSpec } from './config.js';
import { type Delivery, deliver } from './deliver.js';
import { type Endpoint, readEndpoints } from './endpoints.js';
import { forgetMember } from './forget-member.js';
import { createWebhookMetrics, type WebhookMetrics } from './metrics.js';

const LOOK_EVERY_MS = 15_000;

export type WebhookService = Pick<Service<typeof webhooksSpec>, 'config' | 'log' | 'ready' | 'signal'> &
  Pick<Delivery, 'delayMs'>;

/** Posts the reward events of a community to every endpoint, each at its own pace, until `signal` aborts. */
export async function runWebhooks(service: WebhookService): Promise<void> {
  const { config, ready } = service;
  const endpoints = readEndpoints(config.WEBHOOKS);
  const bus = await joinBus(config, {
    name: 'webhooks',
    streams: [deadWebhooksStream()],
    onStatus: (connected) => ready.set('bus', connected, 'disconnected from NATS'),
  });
  const metrics = createWebhookMetrics(config.COMMUNITY);
  const over = new AbortController();
  const signal = AbortSignal.any([service.signal, over.signal]);
  const setting = { ...service, bus, metrics, signal, community: config.COMMUNITY };
  try {
    const subscriptions = await Promise.all(endpoints.map((endpoint) => follow(setting, endpoint)));
    ready.set('endpoints', true);
    await Promise.race(subscriptions.map(({ ended }) => ended));
    over.abort();
    await Promise.allSettled(subscriptions.map(({ ended }) => ended));
  } finally {
    over.abort();
    await bus.close();
  }
}

/** The engine makes the stream, and may come up later. */
const canWait = (error: unknown) => isTransient(error) || isStreamMissing(error);

async function follow(
  { config, log, signal, ...delivery }: WebhookService & Omit<Delivery, 'endpoint' | 'attempts'>,
  endpoint: Endpoint,
): Promise<Subscription> {
  const { name, kinds } = endpoint;
  const attempts = config.WEBHOOK_ATTEMPTS;
  const start = () =>
    subscribe(
      {
        url: config.NATS_URL,
        community: config.COMMUNITY,
        durable: `webhook-${name}`,
        signal,
        // Erasures are heeded whether or not they are posted: what was buried before one is found then.
        ...(kinds && { kinds: [...kinds, 'member_erased'] }),
        onError: (error) => log.warn({ err: error, endpoint: name }, 'an event could not be dealt with'),
      },
      async (event, received) => {
        if (event.kind === 'member_erased')
          await forgetMember(delivery.bus, config.COMMUNITY, event, received);
        if (!kinds || kinds.includes(event.kind))
          await deliver({ ...delivery, log, signal, endpoint, attempts }, event, received);
      },
    );
  const subscription = await retryForever(start, {
    signal,
    log,
    what: `follow the reward frames for ${name}`,
    isTransient: canWait,
  });
  void watchLag(subscription, name, delivery.metrics, signal);
  return subscription;
}

async function watchLag(
  { waiting }: Subscription,
  endpoint: string,
  metrics: Pick<WebhookMetrics, 'waiting'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await waiting().then(
      (frames) => metrics.waiting(endpoint, frames),
      () => {},
    );
    await sleep(LOOK_EVERY_MS, signal).catch(() => {});
  }
}
