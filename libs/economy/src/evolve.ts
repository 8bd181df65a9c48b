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

/** What a row adds to one of the five counters: counting is separate from pay, but for voice, which counts what was paid. */
function counted({ interaction, reasons }: JournalRow): { counter: Counter; by: number } | null {
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

/** The member after a journal row. Reads nothing but the row, so that the journal alone gives every figure back. */
export function evolve(member: Member, row: JournalRow): Member {
  const { reasons } = row;
  const count = counted(row);
  const { earned, revoked } = achievementsAfter(member, reasons);
  const after = {
    ...member,
    xp: member.xp + row.xpDelta,
    stars: member.stars + row.starDelta,
    gold: member.gold + (reasons.gold_delta ?? 0),
    level: Math.max(member.level, reasons.level ?? 1),
    earned,
    revoked,
    updatedAt: row.at,
  };
  if (count) after[count.counter] += count.by;
  return after;
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
  const after = { ...before, seasonStars: before.seasonStars + row.starDelta, lifetimeStars };
  if (count) after[count.counter] += count.by;
  return after;
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
