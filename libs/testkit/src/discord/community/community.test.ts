import { ChannelType } from 'discord-api-types/v10';
import { shardOfGuild, snowflakeTime } from '../snowflake.js';
import type { Guild } from '../world/world.js';
import { buildCommunity } from './community.js';

function onlyGuild(options: Parameters<typeof buildCommunity>[0] = {}): Guild {
  const [guild] = buildCommunity(options).guilds;
  if (!guild) throw new Error('The world has no guild.');
  return guild;
}

const count = (guild: Guild, type: ChannelType) =>
  guild.channels.filter((channel) => channel.type === type).length;

test('the same seed gives the same world, another seed another guild', () => {
  expect(buildCommunity({ seed: 5 })).toEqual(buildCommunity({ seed: 5 }));
  expect(onlyGuild({ seed: 5 }).id).not.toBe(onlyGuild({ seed: 6 }).id);
});

test('the default community is lively', () => {
  const guild = onlyGuild();
  expect(guild.members).toHaveLength(300);
  expect(guild.members.filter(({ user }) => user.bot)).toHaveLength(3);
  expect(count(guild, ChannelType.GuildCategory)).toBe(6);
  expect(count(guild, ChannelType.GuildText)).toBeGreaterThanOrEqual(20);
  expect(count(guild, ChannelType.GuildVoice)).toBe(6);
  expect(count(guild, ChannelType.GuildStageVoice)).toBe(1);
  expect(guild.channels.find(({ id }) => id === guild.afk_channel_id)?.type).toBe(ChannelType.GuildVoice);
  expect(guild.threads.length).toBeGreaterThan(2);
  expect(guild.voice_states.length).toBeGreaterThan(2);
});

test('ids and handles are unique, and everything refers to what exists', () => {
  const guild = onlyGuild();
  const users = guild.members.map(({ user }) => user);
  const ids = [...users, ...guild.channels, ...guild.threads, ...guild.roles.slice(1)].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(users.map(({ username }) => username)).size).toBe(users.length);
  const known = new Set<string | null>([null, ...ids]);
  const referred = [
    ...guild.channels.map((channel) => channel.parent_id),
    ...guild.threads.flatMap((thread) => [thread.parent_id, thread.owner_id]),
    ...guild.voice_states.flatMap((state) => [state.user_id, state.channel_id]),
    ...guild.members.flatMap((member) => member.roles),
    guild.owner_id,
  ];
  expect(referred.filter((id) => !known.has(id))).toEqual([]);
});

test.each([1, 9_999, 123_456_789])(
  'with seed %d nobody joined before the account was made, or in the future',
  (seed) => {
    const { members } = onlyGuild({ seed });
    for (const { user, joined_at } of members) {
      expect(Date.parse(joined_at)).toBeGreaterThan(snowflakeTime(user.id));
      expect(Date.parse(joined_at)).toBeLessThan(Date.UTC(2026, 0));
    }
  },
);

test('several guilds lie on different shards', () => {
  const { guilds } = buildCommunity({ members: 5, guilds: 3 });
  expect(new Set(guilds.map(({ id }) => shardOfGuild(id, 3))).size).toBe(3);
});

test('a community without people is refused', () => {
  expect(() => buildCommunity({ members: 3 })).toThrow('at least 4');
});
