import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { inSpan } from '@synapse/bus';
import { type DeliveryRow, type Owner, retryDelivery, settleDelivery } from '@synapse/store';
import { type APIMessage, type Client, DiscordAPIError, PermissionFlagsBits, Routes } from 'discord.js';
import type { Bot } from '../bot.js';
import { withOwnSignal } from '../discord/with-own-signal.js';
import { messageOf } from './message-of.js';
import type { Told } from './told.js';

/** How long Discord surely knows a nonce again. Its documentation says "the past few minutes". */
export const NONCE_TRUSTED_MS = 120_000;
/** The clocks of Discord and of this machine differ by less. */
const SKEW_MS = 60_000;
const PAGE = 100;
const MOST_PAGES = 20;

/** A channel that cannot be sent to right now: what is owed in it waits. */
export class ChannelWaits extends Error {
  override name = 'ChannelWaits';
}

export interface Delivering {
  bot: Pick<Bot, 'log' | 'metrics'>;
  owner: Owner;
  client: Client<true>;
  nonceTrustedMs: number;
  signal: AbortSignal;
}

/**
 * Brings a delivery to its end: the message is in the channel once, or Discord will not have it.
 * @throws ChannelWaits when its outcome is not known; it is tried again under the same nonce
 */
export function deliver(parts: Delivering, delivery: DeliveryRow<Told>): Promise<void> {
  const traces = delivery.announcements.map(({ traceparent }) => traceparent ?? undefined);
  return inSpan('announce', traces, () => bringToEnd(parts, delivery), SpanKind.CLIENT);
}

async function bringToEnd(parts: Delivering, delivery: DeliveryRow<Told>): Promise<void> {
  const { owner, nonceTrustedMs } = parts;
  if (delivery.announcements.length === 0) return settle(parts, delivery, null, 'erased');
  if (Date.now() - delivery.triedAt.getTime() > nonceTrustedMs) {
    if (!(await mayLook(parts, delivery))) return settle(parts, delivery, null, 'unknown');
    const there = await find(parts, delivery);
    if (there) return settle(parts, delivery, BigInt(there.id), 'sent');
    await owner.alone((connection) => retryDelivery(connection, delivery.id, new Date()));
  }
  try {
    const path = Routes.channelMessages(String(delivery.channelId));
    const body = messageOf(delivery.id, delivery.announcements);
    const sent = (await withOwnSignal(parts.signal, (signal) =>
      parts.client.rest.post(path, { body, signal }),
    )) as APIMessage;
    await settle(parts, delivery, BigInt(sent.id), 'sent');
  } catch (error) {
    if (!isFinal(error))
      throw new ChannelWaits('Discord did not say what became of a message.', { cause: error });
    parts.bot.log.warn(
      { channel: String(delivery.channelId), code: error.code, status: error.status },
      `Discord will not have an announcement: ${error.message}`,
    );
    await settle(parts, delivery, null, 'refused');
  }
}

async function settle(
  { bot, owner }: Delivering,
  { id, announcements }: DeliveryRow<Told>,
  messageId: bigint | null,
  settled: string,
): Promise<void> {
  await owner.transaction((connection) =>
    settleDelivery(connection, { id, messageId, settled, at: new Date() }),
  );
  bot.metrics.announced(announcements.length, settled);
}

/** Whether Discord has said no for good: waiting changes neither what was sent nor who may. */
const isFinal = (error: unknown): error is DiscordAPIError =>
  error instanceof DiscordAPIError && [400, 403, 404].includes(error.status);

/**
 * Whether Discord shows what was written in a channel: without the permission it answers that there is nothing. Then it cannot
 * be known whether the message is there, and once too few is better than twice.
 */
async function mayLook(
  { client, bot }: Delivering,
  { channelId }: Pick<DeliveryRow<Told>, 'channelId'>,
): Promise<boolean> {
  const channel = await client.channels.fetch(String(channelId)).catch((error: unknown) => {
    if (isFinal(error)) return null;
    throw new ChannelWaits('Discord did not say what may be done in a channel.', { cause: error });
  });
  if (!channel || channel.isDMBased()) return true;
  const self = channel.guild.members.me ?? (await channel.guild.members.fetchMe());
  if (channel.permissionsFor(self).has(PermissionFlagsBits.ReadMessageHistory)) return true;
  bot.log.warn(
    { channel: String(channelId) },
    'nobody knows whether an announcement was sent, and it is not sent again: to look it up, the bot needs the permission Read Message History',
  );
  return false;
}

/** Looks for a delivery among what was written in its channel since it was first tried. */
async function find(
  { client, bot, signal }: Delivering,
  { id, channelId, triedAt }: DeliveryRow<Told>,
): Promise<APIMessage | undefined> {
  let after = snowflakeAt(triedAt.getTime() - SKEW_MS);
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ limit: String(PAGE), after: String(after) });
    const path = Routes.channelMessages(String(channelId));
    const asked = withOwnSignal(signal, (own) => client.rest.get(path, { query, signal: own }));
    const messages = (await asked.catch((error: unknown) => {
      if (isFinal(error)) return [];
      throw new ChannelWaits('Discord did not say what is in a channel.', { cause: error });
    })) as APIMessage[];
    const found = messages.find((message) => isOf(message, id, client.user.id));
    if (found) return found;
    if (messages.length < PAGE) return undefined;
    after = messages.reduce(
      (last, message) => (BigInt(message.id) > last ? BigInt(message.id) : last),
      after,
    );
    await delay(0);
  }
  bot.log.warn({ channel: String(channelId) }, 'a channel is too busy to look for an announcement in it');
  return undefined;
}

const isOf = ({ author, nonce, embeds }: APIMessage, id: string, self: string): boolean =>
  author.id === self && (nonce === id || embeds.some(({ footer }) => footer?.text === id));

const DISCORD_EPOCH_MS = Date.UTC(2015, 0);

/** The least id that something made at a time can have. */
const snowflakeAt = (timeMs: number): bigint => BigInt(Math.max(0, timeMs - DISCORD_EPOCH_MS)) << 22n;
