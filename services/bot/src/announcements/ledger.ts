import { currentTraceparent, inSpan, lastRewardFrame, type RewardsPlace, readEveryFrame } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import {
  askForRoleChecks,
  type Connection,
  eraseAnnouncements,
  moveBotPosition,
  type Owner,
  oweAnnouncements,
  readBotPosition,
} from '@synapse/store';
import { ChannelType, type Client } from 'discord.js';
import type { Bot } from '../bot.js';
import { announcementsOf } from './announcements-of.js';

const FORUMS: ReadonlySet<ChannelType | undefined> = new Set([
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
]);

/**
 * Notes what the reward frames bring this service to do, each frame in one transaction with the position, until `signal`
 * aborts. The very first start begins with what comes from then on: `onBegun` says when.
 */
export async function keepLedger(
  bot: Bot,
  owner: Owner,
  client: Client<true>,
  { onBegun, onNoted }: { onBegun: () => void; onNoted: () => void },
  signal: AbortSignal,
): Promise<void> {
  const { bus, community } = bot;
  const after = await beginning(bot, owner);
  onBegun();
  const note = (place: RewardsPlace) => owner.alone((c) => moveBotPosition(c, community, place));
  const frames = readEveryFrame(bus, { community, after, service: 'bot', note, signal });
  for await (const { sequence, frame, traceparent } of frames) {
    const work = workOf(bot, client, frame.events);
    if (!work) continue;
    await inSpan('note what is owed', traceparent, () =>
      owner.transaction(async (connection) => {
        await noteWork(connection, community, work);
        await moveBotPosition(connection, community, { sequence, frame: frame.frame });
      }),
    );
    onNoted();
  }
}

async function noteWork(
  connection: Connection,
  community: string,
  { owed, erased, members }: NonNullable<ReturnType<typeof workOf>>,
): Promise<void> {
  const now = new Date();
  const traceparent = currentTraceparent() ?? null;
  const rows = owed.map((row) => ({ ...row, traceparent }));
  await oweAnnouncements(connection, community, rows, now);
  for (const member of erased) await eraseAnnouncements(connection, member);
  await askForRoleChecks(connection, community, members, now);
}

/** Behind what was read; at the very first start, behind what there is. */
async function beginning({ bus, community }: Bot, owner: Owner): Promise<RewardsPlace> {
  const position = await owner.alone((connection) => readBotPosition(connection, community));
  if (position !== null) return position;
  const last = await lastRewardFrame(bus, community);
  const begin = { sequence: last?.sequence ?? 0, frame: last?.frame.frame ?? null };
  await owner.alone((connection) => moveBotPosition(connection, community, begin));
  return begin;
}

function workOf({ rules, log, metrics }: Bot, client: Client, events: readonly RewardEvent[]) {
  const erased = events.flatMap((event) => (event.kind === 'member_erased' ? [BigInt(event.member_id)] : []));
  const isForum = (id: string) => FORUMS.has(client.channels.cache.get(id)?.type);
  const told = announcementsOf(events, { ...rules(), isForum });
  const owed = told.flatMap(({ channelId, ...rest }) => (channelId === null ? [] : { ...rest, channelId }));
  const homeless = told.length - owed.length;
  if (homeless > 0) {
    log.info({ homeless }, 'announcements without a channel are not sent: set announce_channel_id');
    metrics.announced(homeless, 'no_channel');
  }
  const members = [...erased, ...events.flatMap(rolesChangedFor)];
  return owed.length + erased.length + members.length > 0 ? { owed, erased, members } : null;
}

/** Roles follow a level, and a member who is back has lost theirs. */
function rolesChangedFor(event: RewardEvent): bigint[] {
  return event.kind === 'level_reached' || event.kind === 'member_returned' ? [BigInt(event.member.id)] : [];
}
