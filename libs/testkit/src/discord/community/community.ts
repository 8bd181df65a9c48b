import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { type Random, seededRandom } from '../random.js';
import { discordTimestamp, snowflake } from '../snowflake.js';
import type { Channel, Guild, Member, Role, Thread, User, VoiceState, World } from '../world/world.js';
import { communityChannels } from './channels.js';
import { personName } from './names.js';

export interface CommunityOptions {
  /** The same seed gives the same world, ids included. 1 unless given. */
  seed?: number;
  /** Members of a guild, its three bots among them. 300 unless given; at least 4. */
  members?: number;
  guildName?: string;
  /** How many guilds; their ids lie on shards that follow each other. 1 unless given. */
  guilds?: number;
}

const FOUNDED = Date.UTC(2022, 2, 1);
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A world with a lively community: people and bots, categories, text, forum and voice channels, threads, some in voice. */
export function buildCommunity(options: CommunityOptions = {}): World {
  const { seed = 1, members = 300, guildName = 'Synapse Garden', guilds = 1 } = options;
  if (members < 4) throw new Error(`A community of ${members} is too small: give it at least 4 members.`);
  // Every seed gets guild ids of its own, and none is founded in the future.
  const foundedAt = FOUNDED + (seed % 10_000) * HOUR_MS;
  const bot = botUser('synapse', foundedAt, 0);
  return {
    bot,
    guilds: Array.from({ length: guilds }, (_, index) => {
      const name = index === 0 ? guildName : `${guildName} ${index + 1}`;
      return buildGuild(name, members, bot, foundedAt + index, seededRandom(seed + index));
    }),
  };
}

function buildGuild(name: string, size: number, bot: User, foundedAt: number, random: Random): Guild {
  let made = 1;
  const newId = () => snowflake(foundedAt, made++);
  const id = snowflake(foundedAt, 0);
  const roles = buildRoles(id, newId);
  const members = buildMembers(size, bot, roles, foundedAt, random);
  const { channels, afkChannelId } = communityChannels(newId);
  const people = members.filter((member) => !member.user.bot);
  roles.push(botRole(newId(), roles.length));
  members[0]?.roles.splice(0, Number.POSITIVE_INFINITY, roles.at(-1)?.id ?? '');
  return {
    id,
    name,
    owner_id: random.pickSkewed(people).user.id,
    joined_at: discordTimestamp(foundedAt + 30 * DAY_MS),
    afk_channel_id: afkChannelId,
    roles,
    channels,
    threads: buildThreads(channels, people, foundedAt, random),
    members,
    voice_states: buildVoice(channels, afkChannelId, people, random),
  };
}

function buildRoles(guildId: string, newId: () => string): Role[] {
  const permissions = String(PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages);
  const everyone: Role = { id: guildId, name: '@everyone', color: 0, position: 0, permissions };
  const named = ['Member', 'Regular', 'Helper', 'Moderator'].map((name, index) => {
    return { id: newId(), name, color: 0x5865f2 + index * 0x1000, position: index + 1, permissions };
  });
  return [everyone, ...named];
}

/** The bot's own role, above those that it is to give. */
function botRole(id: string, position: number): Role {
  const { ViewChannel, SendMessages, EmbedLinks, AttachFiles, ReadMessageHistory, ManageRoles } =
    PermissionFlagsBits;
  const all = ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | ManageRoles;
  return { id, name: 'Synapse', color: 0, position, permissions: String(all), managed: true };
}

/** Bots first. People joined between the founding and two years later. */
function buildMembers(size: number, bot: User, roles: Role[], foundedAt: number, random: Random): Member[] {
  const bots = [bot, botUser('melody', foundedAt, 1), botUser('gatekeeper', foundedAt, 2)];
  const taken = new Set(bots.map((user) => user.username));
  const people = Array.from({ length: size - bots.length }, (_, index) =>
    person(index, foundedAt, random, taken),
  );
  return [...bots, ...people].map((user) => ({
    user,
    nick: !user.bot && random.chance(0.1) ? `${user.global_name ?? user.username} (away)` : null,
    roles: roles.slice(1).flatMap((role) => (random.chance(0.5 / role.position) ? [role.id] : [])),
    joined_at: discordTimestamp(foundedAt + random.int(1, 730) * DAY_MS),
  }));
}

function person(index: number, foundedAt: number, random: Random, taken: Set<string>): User {
  const { username, globalName } = personName(random, taken);
  const avatar = random.chance(0.7) ? hex(random, 32) : null;
  // Accounts are older than the guild, so that each of them may have joined on its first day.
  const createdAt = foundedAt - random.int(10, 2000) * DAY_MS;
  return { id: snowflake(createdAt, index), username, global_name: globalName, avatar, bot: false };
}

function botUser(username: string, createdAt: number, index: number): User {
  return { id: snowflake(createdAt - DAY_MS, index), username, global_name: null, avatar: null, bot: true };
}

function buildThreads(channels: Channel[], people: Member[], foundedAt: number, random: Random): Thread[] {
  const parents = channels.filter(
    ({ type }) => type === ChannelType.GuildForum || type === ChannelType.GuildText,
  );
  return ['Weekly check-in', 'Which editor and why', 'Build times', 'Reading list'].map((name, index) => ({
    id: snowflake(foundedAt + (800 + index) * DAY_MS, index),
    name,
    parent_id: random.pick(parents).id,
    owner_id: random.pickSkewed(people).user.id,
  }));
}

/** A few people are in voice already when a client connects. */
function buildVoice(channels: Channel[], afkId: string, people: Member[], random: Random): VoiceState[] {
  const rooms = channels.filter(({ id, type }) => type === ChannelType.GuildVoice && id !== afkId);
  const inVoice = people.filter(() => random.chance(0.03));
  return inVoice.map((member) => ({
    user_id: member.user.id,
    channel_id: random.pick(rooms).id,
    session_id: hex(random, 32),
    self_mute: random.chance(0.3),
    self_deaf: random.chance(0.1),
  }));
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.int(0, 15).toString(16)).join('');
}
