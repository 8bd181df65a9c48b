import { createHash } from 'node:crypto';
import { type RewardEvent, type RuleSet, settingValue } from '@synapse/contracts';
import type { AnnouncementRow } from '@synapse/store';
import type { Told } from './told.js';

/** An announcement, and the channel it belongs into, if any. */
export type Owed = Omit<AnnouncementRow<Told>, 'channelId' | 'traceparent'> & { channelId: bigint | null };

type Of<K extends RewardEvent['kind']> = Extract<RewardEvent, { kind: K }>;

const PODIUM = 3;

/** What places announcements: the rules, and which channels take no messages but those of their threads. */
export interface Placing extends Pick<RuleSet, 'community' | 'settings' | 'seasons'> {
  isForum: (channelId: string) => boolean;
}

/** What is to be told of the events of a frame, in their order: level-ups of one cause are one thing. Silent ones are not. */
export function announcementsOf(events: readonly RewardEvent[], rules: Placing): Owed[] {
  const levels = new Map<string, Of<'level_reached'>[]>();
  const owed: (Owed | Of<'level_reached'>[])[] = [];
  for (const event of events) {
    if (event.silent) continue;
    if (event.kind === 'level_reached') {
      const key = `${event.cause} ${event.member.id}`;
      const together = levels.get(key);
      if (together) together.push(event);
      else owed.push(noted(levels, key, [event]));
    } else owed.push(...othersOf(event, rules));
  }
  return owed.map((each) => (Array.isArray(each) ? levelsOf(each, rules) : each));
}

function noted<T>(map: Map<string, T>, key: string, value: T): T {
  map.set(key, value);
  return value;
}

function othersOf(event: RewardEvent, rules: Placing): Owed[] {
  switch (event.kind) {
    case 'achievement_earned': {
      const { name: title, rarity, xp, gold, announce_channel_id: own } = event;
      const told: Told = { kind: 'achievement', title, rarity, xp, gold };
      return [about(event, told, rules, own)];
    }
    case 'granted': {
      const { award, xp } = event;
      // What an admin takes away is between them and the member.
      if (!award || (xp <= 0 && award.gold <= 0)) return [];
      return [about(event, { kind: 'award', xp, ...award }, rules)];
    }
    case 'season_closed': {
      const first = event.standings.slice(0, PODIUM).map(({ member: { id }, stars }) => ({ id, stars }));
      const guild = rules.seasons.find(({ id }) => id === event.season_id)?.guild_id ?? event.guild_id;
      return [placed(event, { kind: 'season', title: event.name, first }, rules, { guild, member: null })];
    }
    default:
      return [];
  }
}

function levelsOf(events: readonly Of<'level_reached'>[], rules: Placing): Owed {
  const [first] = events as [Of<'level_reached'>];
  const levels = events.map(({ level }) => level);
  const gold = events.reduce((sum, event) => sum + event.gold, 0);
  return about(first, { kind: 'levels', levels, gold }, rules);
}

const about = (
  event: Of<'level_reached' | 'achievement_earned' | 'granted'>,
  told: Told,
  rules: Placing,
  own: string | null = null,
): Owed => placed(event, told, rules, { guild: event.guild_id, member: event.member.id, own });

/** Into the template's channel, else the one that is set, else where it happened. */
function placed(
  event: Pick<RewardEvent, 'id' | 'channel_id' | 'cause'>,
  told: Told,
  { community, settings, isForum }: Placing,
  { guild, member, own = null }: { guild: string | null; member: string | null; own?: string | null },
): Owed {
  const guildId = idOf(guild);
  const channel =
    own ??
    settingValue(settings, 'announce_channel_id', guildId ?? undefined) ??
    whereItHappened(event, isForum);
  return {
    id: createHash('sha256').update(`${community} ${event.id}`).digest('base64url').slice(0, 22),
    guildId,
    channelId: idOf(channel),
    memberId: idOf(member),
    told,
  };
}

/** A thread that was opened in a forum is itself where that can be told. Source of the cause: the id of the fact. */
function whereItHappened(
  { channel_id: channel, cause }: Pick<RewardEvent, 'channel_id' | 'cause'>,
  isForum: Placing['isForum'],
): string | null {
  const [, thread] = /^thread:(\d+)$/.exec(cause) ?? [];
  return thread !== undefined && channel !== null && isForum(channel) ? thread : channel;
}

const idOf = (id: string | null) => (id === null ? null : BigInt(id));
