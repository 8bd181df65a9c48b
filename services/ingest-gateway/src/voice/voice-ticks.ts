import type { FactJson } from '@synapse/contracts';
import type { Captured } from '../capture/capture.js';
import { isoTime } from '../capture/times.js';
import { type GuildPicture, keyOf, type VoicePresence } from '../picture/picture.js';

export interface TickRules {
  /** Length of a slot in minutes. */
  tickMinutes: number;
  /** Humans that a channel must hold. */
  minMembers: number;
}

const MINUTE_MS = 60_000;
/** No session can be resumed after so long, so what a clock that jumped shows beyond it is not made up. */
const LONGEST_ABSENCE_MS = 86_400_000;

/**
 * The ticks of every slot of a guild that ended up to `now` (milliseconds) and was not ticked yet, from the picture as it
 * is. Slots are counted from the Unix epoch; a slot that began before the last ticked one ended is passed over, so that
 * another slot length does not pay the same minutes twice.
 */
export function voiceTicks(guild: GuildPicture, now: number, rules: TickRules): Captured {
  const length = rules.tickMinutes * MINUTE_MS;
  const until = Math.floor(now / length) * length;
  if (guild.voice.size === 0 || until <= guild.ticked_until) return { facts: [], changes: [] };
  const facts: FactJson[] = [];
  const eligible = [...guild.voice].filter(([, member]) => isListening(member));
  for (let start = firstStart(guild, eligible, now, length); start + length <= until; start += length) {
    facts.push(...slotTicks(guild, eligible, start, now, rules));
  }
  return { facts, changes: [{ key: keyOf.tickedUntil(guild.id), value: until }] };
}

/** A human outside the AFK channel who can be spoken to or can speak. */
const isListening = (member: VoicePresence) =>
  !member.bot && member.eligible_since !== null && !(member.self_mute && member.self_deaf);

function firstStart(
  guild: GuildPicture,
  eligible: [string, VoicePresence][],
  now: number,
  length: number,
): number {
  const since = Math.min(...eligible.map(([, member]) => member.eligible_since ?? now), now);
  const from = Math.max(guild.ticked_until, since, now - LONGEST_ABSENCE_MS);
  return Math.ceil(from / length) * length;
}

function slotTicks(
  guild: GuildPicture,
  eligible: [string, VoicePresence][],
  start: number,
  now: number,
  { tickMinutes, minMembers }: TickRules,
): FactJson<'voice_tick'>[] {
  const length = tickMinutes * MINUTE_MS;
  return eligible.flatMap(([user, member]) => {
    const member_count = humansIn(guild, member.channel_id);
    if ((member.eligible_since ?? now) > start || member_count < minMembers) return [];
    return {
      id: `voice_tick:${guild.id}:${user}:${start / length}`,
      type: 'voice_tick',
      guild_id: guild.id,
      user_id: user,
      channel_id: member.channel_id,
      target_id: null,
      at: isoTime(start + length),
      received_at: isoTime(now),
      payload: {
        tick_minutes: tickMinutes,
        member_count,
        self_mute: member.self_mute,
        self_deaf: member.self_deaf,
      },
    };
  });
}

function humansIn(guild: GuildPicture, channel: string): number {
  let count = 0;
  for (const member of guild.voice.values()) if (member.channel_id === channel && !member.bot) count++;
  return count;
}
