import type { Random } from '../random.js';
import { type GuildLife, newName, rememberMessage } from './guild-life.js';
import { attachmentNames, messageText, reactionEmoji, threadName } from './message-texts.js';
import type { ScenarioAction } from './scenario-action.js';

/** Threads that are open at a time: the oldest is closed when another one would be too many. */
const MAX_THREADS = 12;

/** A member writes, in a channel or a thread, now and then as a reply. */
export function say(life: GuildLife, random: Random): ScenarioAction[] {
  const answered = random.chance(0.2) ? life.recent[random.int(0, life.recent.length - 1)] : undefined;
  const inThread = life.threads.length > 0 && random.chance(0.15);
  const channelId =
    answered?.channelId ?? (inThread ? random.pick(life.threads) : random.pickSkewed(life.textChannels));
  const name = newName(life, 'message');
  rememberMessage(life, name, channelId);
  const authorId = random.pickSkewed(life.people);
  const attachments = attachmentNames(random);
  const args = { guildId: life.guildId, channelId, authorId, content: messageText(random), attachments };
  return [
    { act: 'message', args: { ...args, ...(answered ? { replyTo: answered.name } : {}) }, makes: name },
  ];
}

/** Several members react to one recent message, mostly with the same emoji. */
export function reactTogether(life: GuildLife, random: Random): ScenarioAction[] {
  if (life.recent.length === 0) return [];
  const message = random.pickSkewed(life.recent);
  const emoji = reactionEmoji(random);
  const { name: messageId, channelId } = message;
  return Array.from({ length: random.int(1, 6) }, () => random.pickSkewed(life.people)).flatMap((userId) => {
    const own = random.chance(0.8) ? emoji : reactionEmoji(random);
    if (message.reactions.has(`${userId} ${own}`)) return [];
    message.reactions.add(`${userId} ${own}`);
    return [{ act: 'react', args: { guildId: life.guildId, channelId, messageId, userId, emoji: own } }];
  });
}

/** A member takes a reaction back. */
export function unreact(life: GuildLife, random: Random): ScenarioAction[] {
  const message = life.recent.find(({ reactions }) => reactions.size > 0);
  if (!message) return [];
  const reaction = random.pick([...message.reactions]);
  message.reactions.delete(reaction);
  const [userId = '', emoji = ''] = reaction.split(' ');
  const { name: messageId, channelId } = message;
  return [{ act: 'unreact', args: { guildId: life.guildId, channelId, messageId, userId, emoji } }];
}

/** A member opens a thread. */
export function openThread(life: GuildLife, random: Random): ScenarioAction[] {
  const thread = newName(life, 'thread');
  const closed = life.threads.length >= MAX_THREADS ? life.threads.shift() : undefined;
  life.threads.push(thread);
  life.recent = life.recent.filter(({ channelId }) => channelId !== closed);
  const channelId = random.pick(life.threadParents);
  const args = {
    guildId: life.guildId,
    channelId,
    ownerId: random.pickSkewed(life.people),
    name: threadName(random),
  };
  const close: ScenarioAction[] = closed
    ? [{ act: 'deleteThread', args: { guildId: life.guildId, threadId: closed } }]
    : [];
  return [...close, { act: 'openThread', args, makes: thread }];
}

/** A bot, a webhook or Discord itself posts: what a gateway must not count. */
export function saidByMachine(life: GuildLife, random: Random): ScenarioAction[] {
  const place = { guildId: life.guildId, channelId: random.pick(life.textChannels) };
  const content = messageText(random);
  const kind = random.int(1, 4);
  if (kind === 1) return [{ act: 'webhookMessage', args: { ...place, content } }];
  if (kind === 2) return [{ act: 'systemMessage', args: { ...place, userId: random.pick(life.people) } }];
  return [{ act: 'botMessage', args: { ...place, content } }];
}
