import type { Counter, Denial, InteractionType } from '@synapse/contracts';
import type { JournalRow } from './journal.js';
import type { Member } from './member.js';
import type { SeasonStat } from './state.js';

const COUNTED: Partial<Record<InteractionType, Counter>> = {
  MESSAGE: 'messages_sent',
  REACTION_GIVEN: 'reactions_given',
  REACTION_RECEIVED: 'reactions_received',
  THREAD_CREATE: 'threads_created',
};

/** These were nothing new: they are not even counted. */
const UNCOUNTED: ReadonlySet<Denial | undefined> = new Set<Denial>(['self_reaction', 'repeat_reaction']);

interface Count {
  readonly counter: Counter;
  readonly by: number;
}

/** What a row adds to one of the five counters: counting is separate from pay, but for voice, which counts what was paid. */
function counted({ interaction, reasons }: JournalRow): Count | null {
  if (reasons.kind === 'correction') return { counter: 'voice_minutes', by: reasons.minutes ?? 0 };
  if (interaction === 'VOICE_TICK') {
    return reasons.denial ? null : { counter: 'voice_minutes', by: reasons.minutes ?? 0 };
  }
  const counter = COUNTED[interaction];
  return counter && !UNCOUNTED.has(reasons.denial) ? { counter, by: 1 } : null;
}

/** What is granted is no longer taken back, and the other way round. */
function achievementsAfter(
  { earned, revoked }: Member,
  { template, revoked: lost, taken }: JournalRow['reasons'],
): Pick<Member, 'earned' | 'revoked'> {
  if (template !== undefined)
    return { earned: withId(earned, template), revoked: withoutId(revoked, template) };
  if (lost !== undefined) return { earned: withoutId(earned, lost), revoked: withId(revoked, lost) };
  if (taken !== undefined) return { earned: withoutId(earned, taken), revoked };
  return { earned, revoked };
}

const withId = (ids: ReadonlySet<number>, id: number): ReadonlySet<number> => new Set([...ids, id]);
const withoutId = (ids: ReadonlySet<number>, id: number): ReadonlySet<number> =>
  ids.has(id) ? new Set([...ids].filter((each) => each !== id)) : ids;

const after = (before: Readonly<Record<Counter, number>>, counter: Counter, count: Count | null): number =>
  count?.counter === counter ? before[counter] + count.by : before[counter];

/**
 * The member after a journal row. Reads nothing but the row, so that the journal alone gives every figure back. Each field is
 * named: a spread of so many takes ten times as long.
 */
export function evolve(member: Member, row: JournalRow): Member {
  const { reasons } = row;
  const count = counted(row);
  const { earned, revoked } = achievementsAfter(member, reasons);
  return {
    id: member.id,
    name: member.name,
    avatar: member.avatar,
    xp: member.xp + row.xpDelta,
    level: Math.max(member.level, reasons.level ?? 1),
    gold: member.gold + (reasons.gold_delta ?? 0),
    stars: member.stars + row.starDelta,
    earned,
    revoked,
    messages_sent: after(member, 'messages_sent', count),
    reactions_given: after(member, 'reactions_given', count),
    reactions_received: after(member, 'reactions_received', count),
    threads_created: after(member, 'threads_created', count),
    voice_minutes: after(member, 'voice_minutes', count),
    createdAt: member.createdAt,
    updatedAt: row.at,
  };
}

/**
 * The member's figures of the row's season after the row.
 * @param lifetimeStars the member's stars over all time after the row
 */
export function evolveStat(
  stat: SeasonStat | undefined,
  row: JournalRow & { seasonId: number },
  lifetimeStars: number,
): SeasonStat {
  const before = stat ?? newStat(row.userId, row.seasonId);
  const count = counted(row);
  return {
    userId: before.userId,
    seasonId: before.seasonId,
    seasonStars: before.seasonStars + row.starDelta,
    lifetimeStars,
    messages_sent: after(before, 'messages_sent', count),
    reactions_given: after(before, 'reactions_given', count),
    reactions_received: after(before, 'reactions_received', count),
    threads_created: after(before, 'threads_created', count),
    voice_minutes: after(before, 'voice_minutes', count),
  };
}

const newStat = (userId: bigint, seasonId: number): SeasonStat => ({
  userId,
  seasonId,
  seasonStars: 0,
  lifetimeStars: 0,
  messages_sent: 0,
  reactions_given: 0,
  reactions_received: 0,
  threads_created: 0,
  voice_minutes: 0,
});
