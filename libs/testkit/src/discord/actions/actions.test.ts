import { ChannelType } from 'discord-api-types/v10';
import { buildCommunity } from '../community/community.js';
import { snowflakeSource, snowflakeTime } from '../snowflake.js';
import type { Guild, Member } from '../world/world.js';
import { createActions } from './actions.js';
import { messageMemory } from './message-memory.js';

const NOW = Date.UTC(2026, 4, 17, 10);

/** A guild to act on, and every dispatch that was emitted. */
function stage() {
  const world = buildCommunity({ members: 10 });
  const [guild] = world.guilds as [Guild];
  const emitted: { t: string; d: Record<string, unknown> }[] = [];
  const act = createActions({
    world,
    messages: messageMemory(),
    now: () => NOW,
    newId: snowflakeSource(),
    emit: (_, t, d) => {
      emitted.push({ t, d: d as Record<string, unknown> });
      return undefined;
    },
  });
  const [ada, bo] = guild.members.filter(({ user }) => !user.bot) as [Member, Member];
  const idOf = (name: string) => guild.channels.find((channel) => channel.name === name)?.id ?? '';
  guild.voice_states = [];
  return {
    act,
    guild,
    guildId: guild.id,
    ada: ada.user.id,
    bo: bo.user.id,
    idOf,
    emitted,
    last: () => emitted.at(-1),
  };
}

test('a message carries author, member, time and attachments', () => {
  const { act, guildId, ada, idOf, last } = stage();
  const at = NOW - 60_000;
  const { messageId } = act.message({
    guildId,
    channelId: idOf('general'),
    authorId: ada,
    content: 'Look!',
    attachments: ['cat.png'],
    at,
  });
  expect(snowflakeTime(messageId)).toBe(at);
  expect(last()).toMatchObject({
    t: 'MESSAGE_CREATE',
    d: {
      id: messageId,
      type: 0,
      guild_id: guildId,
      channel_id: idOf('general'),
      channel_type: ChannelType.GuildText,
      content: 'Look!',
      timestamp: '2026-05-17T09:59:00.000000+00:00',
      author: { id: ada, discriminator: '0' },
      member: { joined_at: expect.any(String), roles: expect.any(Array) },
      attachments: [{ filename: 'cat.png', url: expect.stringContaining('cat.png') }],
    },
  });
  expect(last()?.d.member).not.toHaveProperty('user');
  expect(last()?.d.author).not.toHaveProperty('bot');
});

test('a reply names and nests the message it answers, and mentions its author', () => {
  const { act, guildId, ada, bo, idOf, last } = stage();
  const channelId = idOf('general');
  const { messageId } = act.message({ guildId, channelId, authorId: ada, content: 'Who is there?' });
  act.message({ guildId, channelId, authorId: bo, content: `Me, <@${bo}>`, replyTo: messageId });
  expect(last()?.d).toMatchObject({
    type: 19,
    message_reference: { type: 0, message_id: messageId, channel_id: channelId, guild_id: guildId },
    referenced_message: { id: messageId, content: 'Who is there?', author: { id: ada } },
    mentions: expect.arrayContaining([
      expect.objectContaining({ id: ada }),
      expect.objectContaining({ id: bo, member: expect.anything() }),
    ]),
  });
  act.message({ guildId, channelId, authorId: bo, content: 'Still?', replyTo: '1' });
  expect(last()?.d).toMatchObject({
    type: 19,
    message_reference: { message_id: '1' },
    referenced_message: null,
  });
});

test('bots, webhooks and Discord itself are told apart from people', () => {
  const { act, guild, guildId, ada, idOf, emitted } = stage();
  const place = { guildId, channelId: idOf('general') };
  act.botMessage({ ...place, content: 'Beep' });
  act.webhookMessage({ ...place, content: '1.2 is out' });
  act.systemMessage({ ...place, userId: ada });
  const [bot, webhook, system] = emitted.map(({ d }) => d);
  expect(bot).toMatchObject({ type: 0, author: { id: guild.members[0]?.user.id, bot: true } });
  expect(webhook).toMatchObject({ type: 0, author: { id: webhook?.webhook_id, bot: true } });
  expect(webhook).not.toHaveProperty('member');
  expect(system).toMatchObject({ type: 7, author: { id: ada }, content: '' });
});

test('a reaction names the message’s author, its removal does not', () => {
  const { act, guildId, ada, bo, idOf, last } = stage();
  const channelId = idOf('general');
  const { messageId } = act.message({ guildId, channelId, authorId: ada, content: 'Done' });
  const reaction = { guildId, channelId, messageId, userId: bo, emoji: 'party:1010101010101010101' };
  const base = {
    user_id: bo,
    channel_id: channelId,
    message_id: messageId,
    guild_id: guildId,
    burst: false,
    type: 0,
  };
  const emoji = { name: 'party', id: '1010101010101010101' };
  act.react(reaction);
  expect(last()).toEqual({
    t: 'MESSAGE_REACTION_ADD',
    d: {
      ...base,
      emoji,
      message_author_id: ada,
      member: expect.objectContaining({ user: expect.anything() }),
    },
  });
  act.unreact(reaction);
  expect(last()).toEqual({ t: 'MESSAGE_REACTION_REMOVE', d: { ...base, emoji } });
  const { messageId: posted } = act.webhookMessage({ guildId, channelId, content: 'News' });
  act.react({ ...reaction, messageId: posted, emoji: '👍' });
  expect(last()?.d).toMatchObject({ emoji: { name: '👍', id: null } });
  expect(last()?.d).not.toHaveProperty('message_author_id');
});

test('a thread is newly created once, and sent again without that when the bot is added', () => {
  const { act, guild, guildId, ada, idOf, last } = stage();
  const threadId = act.openThread({ guildId, channelId: idOf('questions'), ownerId: ada, name: 'Why?' });
  expect(last()).toMatchObject({
    t: 'THREAD_CREATE',
    d: { id: threadId, type: 11, parent_id: idOf('questions'), owner_id: ada, newly_created: true },
  });
  expect(last()?.d.thread_metadata).toMatchObject({ archived: false, locked: false });
  act.message({ guildId, channelId: threadId, authorId: ada, content: 'Because' });
  expect(last()?.d).toMatchObject({ channel_id: threadId, channel_type: 11 });
  act.addBotToThread({ guildId, threadId });
  expect(last()).toMatchObject({
    t: 'THREAD_CREATE',
    d: { id: threadId, member: { user_id: expect.any(String) } },
  });
  expect(last()?.d).not.toHaveProperty('newly_created');
  act.deleteThread({ guildId, threadId });
  expect(guild.threads.some(({ id }) => id === threadId)).toBe(false);
});

test('voice: join, move, deafen and leave keep the guild’s voice states', () => {
  const { act, guild, guildId, ada, idOf, last } = stage();
  const [lounge, stageChannel] = [idOf('Lounge'), idOf('Town Hall')];
  act.joinVoice({ guildId, userId: ada, channelId: lounge, selfMute: true });
  expect(last()).toMatchObject({
    t: 'VOICE_STATE_UPDATE',
    d: {
      user_id: ada,
      channel_id: lounge,
      self_mute: true,
      self_deaf: false,
      suppress: false,
      guild_id: guildId,
    },
  });
  expect(last()?.d.member).toMatchObject({ user: { id: ada } });
  expect(() => act.joinVoice({ guildId, userId: ada, channelId: lounge })).toThrow('in voice already');
  act.moveVoice({ guildId, userId: ada, channelId: stageChannel });
  expect(last()?.d).toMatchObject({ channel_id: stageChannel, self_mute: true, suppress: true });
  act.setVoice({ guildId, userId: ada, selfDeaf: true });
  expect(last()?.d).toMatchObject({ channel_id: stageChannel, self_mute: true, self_deaf: true });
  expect(guild.voice_states).toMatchObject([{ user_id: ada, channel_id: stageChannel, self_deaf: true }]);
  act.leaveVoice({ guildId, userId: ada });
  expect(last()?.d).toMatchObject({ user_id: ada, channel_id: null });
  expect(guild.voice_states).toEqual([]);
});

test('members join with the time of joining, and leave voice before the guild', () => {
  const { act, guild, guildId, idOf, emitted, last } = stage();
  const userId = act.memberJoin({ guildId, user: { username: 'zoe' } });
  expect(last()).toMatchObject({
    t: 'GUILD_MEMBER_ADD',
    d: {
      guild_id: guildId,
      joined_at: '2026-05-17T10:00:00.000000+00:00',
      user: { id: userId, username: 'zoe' },
    },
  });
  act.joinVoice({ guildId, userId, channelId: idOf('Gaming') });
  act.memberLeave({ guildId, userId });
  expect(emitted.slice(-2)).toMatchObject([
    { t: 'VOICE_STATE_UPDATE', d: { channel_id: null } },
    { t: 'GUILD_MEMBER_REMOVE', d: { guild_id: guildId, user: { id: userId } } },
  ]);
  expect(guild.members.some(({ user }) => user.id === userId)).toBe(false);
});

test('channels are made, renamed, moved and deleted with what lies in them', () => {
  const { act, guild, guildId, ada, idOf, emitted, last } = stage();
  const parentId = idOf('Voice');
  const channelId = act.createChannel({ guildId, name: 'Cinema', type: ChannelType.GuildVoice, parentId });
  act.renameChannel({ guildId, channelId, name: 'Theatre' });
  act.moveChannel({ guildId, channelId, parentId: null });
  expect(emitted.map(({ t, d }) => [t, d.name, d.parent_id])).toEqual([
    ['CHANNEL_CREATE', 'Cinema', parentId],
    ['CHANNEL_UPDATE', 'Theatre', parentId],
    ['CHANNEL_UPDATE', 'Theatre', null],
  ]);
  act.joinVoice({ guildId, userId: ada, channelId });
  act.deleteChannel({ guildId, channelId });
  expect(emitted.slice(-2).map(({ t }) => t)).toEqual(['VOICE_STATE_UPDATE', 'CHANNEL_DELETE']);
  expect(guild.channels.some(({ id }) => id === channelId)).toBe(false);
  act.setAfkChannel({ guildId, channelId: null });
  expect(last()).toMatchObject({ t: 'GUILD_UPDATE', d: { id: guildId, afk_channel_id: null } });
});

test('what does not exist is named in the error', () => {
  const { act, guildId, ada, idOf } = stage();
  const message = { guildId, channelId: idOf('general'), authorId: ada, content: '' };
  expect(() => act.message({ ...message, guildId: '1' })).toThrow('no guild 1 in the simulated world');
  expect(() => act.message({ ...message, channelId: '2' })).toThrow(`no channel 2 in guild ${guildId}`);
  expect(() => act.message({ ...message, channelId: idOf('ideas') })).toThrow('takes no messages itself');
  expect(() => act.message({ ...message, authorId: '3' })).toThrow(`no member 3 in guild ${guildId}`);
  expect(() => act.leaveVoice({ guildId, userId: ada })).toThrow('in no voice channel');
});
