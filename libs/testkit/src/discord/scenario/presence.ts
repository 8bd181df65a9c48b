import type { Random } from '../random.js';
import { type GuildLife, newName } from './guild-life.js';
import type { ScenarioAction } from './scenario-action.js';

/** The share of members that voice settles at. */
const IN_VOICE = 0.08;

/** How many of them stay in their room, so that voice is paid for: that takes a whole slot, of ten minutes. */
const SETTLED = 4;

/** Somebody comes to voice or goes; the fuller it is, the likelier they go. */
export function comeOrGo(life: GuildLife, random: Random): ScenarioAction[] {
  const wanted = Math.max(2, life.people.length * IN_VOICE);
  const goes = random.chance(life.voice.size / (2 * wanted));
  return goes ? leave(life, random) : join(life, random);
}

/** Those in voice who do not stay where they are: the last to come. */
const restless = (life: GuildLife) => [...life.voice.keys()].slice(SETTLED);

function join(life: GuildLife, random: Random): ScenarioAction[] {
  const userId = random.pickSkewed(life.people);
  if (life.voice.has(userId) || life.rooms.length === 0) return [];
  const channelId = random.pickSkewed(life.rooms);
  life.voice.set(userId, channelId);
  const args = { guildId: life.guildId, userId, channelId, selfMute: random.chance(0.3) };
  return [{ act: 'joinVoice', args }];
}

function leave(life: GuildLife, random: Random): ScenarioAction[] {
  const mayLeave = restless(life);
  if (mayLeave.length === 0) return [];
  const userId = random.pick(mayLeave);
  life.voice.delete(userId);
  return [{ act: 'leaveVoice', args: { guildId: life.guildId, userId } }];
}

/** Somebody in voice changes the room. */
export function changeRoom(life: GuildLife, random: Random): ScenarioAction[] {
  const mayMove = restless(life);
  if (mayMove.length === 0) return [];
  const userId = random.pick(mayMove);
  const channelId = random.pick(life.rooms);
  if (life.voice.get(userId) === channelId) return [];
  life.voice.set(userId, channelId);
  return [{ act: 'moveVoice', args: { guildId: life.guildId, userId, channelId } }];
}

/** Somebody in voice mutes or deafens themselves, or stops doing so. */
export function setMicrophone(life: GuildLife, random: Random): ScenarioAction[] {
  if (life.voice.size === 0) return [];
  const userId = random.pick([...life.voice.keys()]);
  const args = { guildId: life.guildId, userId, selfMute: random.chance(0.4), selfDeaf: random.chance(0.1) };
  return [{ act: 'setVoice', args }];
}

/** A user joins the guild, not very active at first. */
export function joinGuild(life: GuildLife): ScenarioAction[] {
  const member = newName(life, 'member');
  life.people.push(member);
  return [{ act: 'memberJoin', args: { guildId: life.guildId }, makes: member }];
}

/** One of the less active members leaves the guild; a small one is left alone. */
export function leaveGuild(life: GuildLife, random: Random): ScenarioAction[] {
  if (life.people.length < 10) return [];
  const [userId = ''] = life.people.splice(
    random.int(Math.floor(life.people.length / 2), life.people.length - 1),
    1,
  );
  life.voice.delete(userId);
  for (const message of life.recent) {
    for (const reaction of message.reactions) {
      if (reaction.startsWith(`${userId} `)) message.reactions.delete(reaction);
    }
  }
  return [{ act: 'memberLeave', args: { guildId: life.guildId, userId } }];
}
