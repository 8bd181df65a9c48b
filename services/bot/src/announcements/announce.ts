import { inSpan } from '@synapse/bus';
import { settingValue } from '@synapse/contracts';
import { errorSummary, retryDelayMs, sleep } from '@synapse/runtime';
import {
  type AnnouncementRow,
  beginDelivery,
  channelsOwed,
  channelsUnsettled,
  deliveriesSince,
  dropAnnouncements,
  forgetSettled,
  type Owner,
  openDeliveries,
  waitingAnnouncements,
} from '@synapse/store';
import type { Client } from 'discord.js';
import { Unanswered } from '../ask/ask.js';
import type { Bot } from '../bot.js';
import { ChannelWaits, deliver } from './deliver.js';
import { type Held, heldByMember, heldBySettings, isQuiet } from './gate.js';
import { nextTogether } from './message-of.js';
import type { Told } from './told.js';

type Row = AnnouncementRow<Told>;

export interface AnnouncingLimits {
  /** The minute of `announce_throttle_per_minute`. */
  minuteMs: number;
  /** How long Discord is trusted to know a nonce again. */
  nonceTrustedMs: number;
}

export interface Announcing extends AnnouncingLimits {
  bot: Bot;
  owner: Owner;
  client: Client<true>;
  /** Resolves when something was noted, or after the time. */
  wait: (ms: number) => Promise<void>;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 1_000;
/** What is looked at together: what does not fit into a digest waits for the next. */
const AT_ONCE = 150;
const FORGET_EVERY_MS = 3_600_000;
const KEPT_MS = 30 * 86_400_000;

/** Sends what is owed, each channel at its own pace, until `signal` aborts. */
export async function announce(parts: Announcing): Promise<void> {
  const { bot, owner, signal } = parts;
  const busy = new Map<bigint, Promise<void>>();
  let forgottenAt = 0;
  try {
    while (!signal.aborted) {
      for (const channel of await channels(parts)) {
        if (busy.has(channel)) continue;
        busy.set(
          channel,
          inChannel(parts, channel).finally(() => busy.delete(channel)),
        );
      }
      if (Date.now() - forgottenAt > FORGET_EVERY_MS) {
        forgottenAt = Date.now();
        const before = new Date(forgottenAt - KEPT_MS);
        await owner.transaction((connection) => forgetSettled(connection, bot.community, before));
      }
      await parts.wait(LOOK_EVERY_MS);
    }
  } finally {
    await Promise.allSettled(busy.values());
  }
}

async function channels({ bot, owner }: Announcing): Promise<ReadonlySet<bigint>> {
  return owner.alone(async (connection) => {
    const owed = await channelsOwed(connection, bot.community);
    return new Set([...owed, ...(await channelsUnsettled(connection, bot.community))]);
  });
}

/** Sends in one channel until nothing may be sent right now; what fails waits with growing delays. */
async function inChannel(parts: Announcing, channel: bigint): Promise<void> {
  const { bot, signal, owner } = parts;
  for (let failures = 0; !signal.aborted; ) {
    try {
      while (!signal.aborted && (await sendNext(parts, channel))) failures = 0;
      return;
    } catch (error) {
      if (signal.aborted || owner.lost.aborted) return;
      failures += 1;
      const waitMs = retryDelayMs(failures, 200, 30_000);
      const isExpected = error instanceof ChannelWaits || error instanceof Unanswered;
      const cause = isExpected ? (error.cause ?? error) : error;
      bot.log.warn(
        { err: error, channel: String(channel), waitMs },
        `an announcement waits: ${errorSummary(cause)}`,
      );
      await sleep(waitMs, signal).catch(() => {});
    }
  }
}

/** Sends one message. @returns whether there may be more to send right now */
async function sendNext(parts: Announcing, channel: bigint): Promise<boolean> {
  const { bot, owner } = parts;
  const { community } = bot;
  const open = await owner.alone((connection) => openDeliveries<Told>(connection, community, channel));
  for (const delivery of open) await deliver(parts, delivery);
  const { slots, rows } = await owner.alone(async (connection) => {
    const waiting = await waitingAnnouncements<Told>(connection, community, channel, AT_ONCE);
    const since = new Date(Date.now() - parts.minuteMs);
    const sent = await deliveriesSince(connection, community, channel, since);
    const guild = waiting[0]?.guildId ?? undefined;
    const { settings } = bot.rules();
    if (isQuiet(settings, guild, Date.now())) return { slots: 0, rows: [] };
    return { slots: settingValue(settings, 'announce_throttle_per_minute', guild) - sent, rows: waiting };
  });
  if (rows.length === 0 || slots <= 0) return false;
  const told = await allowed(parts, rows);
  if (told.length === 0) return true;
  await begin(parts, channel, nextTogether(told, slots));
  return true;
}

/** Takes out what the settings or the members do not let be told. @throws Unanswered when the members cannot be asked */
async function allowed({ bot, owner }: Announcing, rows: readonly Row[]): Promise<Row[]> {
  const held = new Map<Held, string[]>();
  const told: Row[] = [];
  for (const row of rows) {
    const why = await heldBack(bot, row);
    if (why === null) told.push(row);
    else held.set(why, [...(held.get(why) ?? []), row.id]);
  }
  for (const [why, ids] of held) {
    await owner.alone((connection) => dropAnnouncements(connection, ids, why, new Date()));
    bot.metrics.announced(ids.length, why);
  }
  return told;
}

async function heldBack(
  { rules, ask }: Bot,
  { told, guildId, memberId, traceparent }: Row,
): Promise<Held | null> {
  const bySettings = heldBySettings(told, rules().settings, guildId ?? undefined);
  if (bySettings || memberId === null) return bySettings;
  const preferences = () => ask('getPreferences', { id: String(memberId) });
  return heldByMember(told, await inSpan('ask for preferences', traceparent ?? undefined, preferences));
}

/** From here on the message is sent, whatever happens to this process. */
async function begin(parts: Announcing, channelId: bigint, rows: readonly Row[]): Promise<void> {
  const { bot, owner } = parts;
  const [first] = rows as [Row];
  const delivery = { id: first.id, channelId, ids: rows.map(({ id }) => id), at: new Date() };
  await owner.transaction((connection) => beginDelivery(connection, bot.community, delivery));
  await deliver(parts, { id: first.id, channelId, triedAt: delivery.at, announcements: rows });
}
