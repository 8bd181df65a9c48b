import type { Correction } from '@synapse/contracts';
import { earn, rise } from '../consequences.js';
import type { JournalRow } from '../journal.js';
import type { Member } from '../member.js';
import { createOverlay } from '../overlay.js';
import type { Rules } from '../rules.js';
import type { World } from './world.js';

/** What other rules would have changed about a member. */
export interface Difference {
  readonly before: Member;
  readonly after: Pick<Member, 'xp' | 'gold' | 'level' | 'stars'>;
  readonly correction: Correction;
  /** What the other rules would not have brought; it stays, with what it paid. */
  readonly kept: { readonly levels: number[]; readonly achievements: number[] };
  /** Whether more would have gone than is there. */
  readonly clamped: boolean;
}

type SeasonMoves = Map<bigint, Correction['seasons']>;

/** Everybody whom the simulated world has otherwise than the recorded one, by their id. */
export function differences(recorded: World, simulated: World, inForce: Rules): Difference[] {
  const seasons = seasonMoves(recorded, simulated);
  return [...recorded.members.values()]
    .filter((before) => seasons.has(before.id) || differs(before, simulated.members.get(before.id)))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((before) => difference(before, recorded, simulated, inForce, seasons.get(before.id) ?? []));
}

const FIGURES = ['xp', 'gold', 'level', 'stars', 'voice_minutes'] as const;

const differs = (one: Member, other: Member = one): boolean =>
  FIGURES.some((figure) => one[figure] !== other[figure]) ||
  without(one.earned, other.earned).length + without(other.earned, one.earned).length > 0;

const without = (ids: ReadonlySet<number>, others: ReadonlySet<number>): number[] =>
  [...ids].filter((id) => !others.has(id)).sort((a, b) => a - b);

function seasonMoves({ stats: recorded }: World, { stats: simulated }: World): SeasonMoves {
  const moves: SeasonMoves = new Map();
  for (const [key, { userId, seasonId, seasonStars, voice_minutes }] of simulated) {
    const before = recorded.get(key);
    const stars = seasonStars - (before?.seasonStars ?? 0);
    const minutes = voice_minutes - (before?.voice_minutes ?? 0);
    if (stars === 0 && minutes === 0) continue;
    moves.set(userId, [...(moves.get(userId) ?? []), { season: seasonId, stars, voice_minutes: minutes }]);
  }
  return moves;
}

function difference(
  before: Member,
  recorded: World,
  simulated: World,
  inForce: Rules,
  inSeasons: Correction['seasons'],
): Difference {
  const { id } = before;
  const kept = keep(before, recorded, simulated);
  settle(simulated, inForce, before, kept.rows);
  const after = simulated.members.get(id) ?? before;
  const levels = range(before.level, after.level).map((level) => ({
    level,
    gold: simulated.goldOf(id, level),
  }));
  const achievements = without(after.earned, before.earned).map((template) => ({
    template,
    ...(simulated.paid(id, template) ?? { xp: 0, gold: 0 }),
  }));
  const paid = {
    xp: sum(achievements.map(({ xp }) => xp)),
    gold: sum([...achievements, ...levels].map(({ gold }) => gold)),
  };
  const xp = after.xp - before.xp - paid.xp;
  const gold = after.gold - before.gold - paid.gold;
  const outOfSeason = {
    season: null,
    stars: after.stars - before.stars - sum(inSeasons.map(({ stars }) => stars)),
    voice_minutes:
      after.voice_minutes - before.voice_minutes - sum(inSeasons.map(({ voice_minutes }) => voice_minutes)),
  };
  const isOutOfSeason = outOfSeason.stars !== 0 || outOfSeason.voice_minutes !== 0;
  const correction: Correction = {
    xp: Math.max(xp, 0 - before.xp),
    gold: Math.max(gold, 0 - before.gold),
    seasons: isOutOfSeason ? [...inSeasons, outOfSeason] : inSeasons,
    levels,
    achievements,
  };
  return {
    before,
    after: {
      xp: before.xp + correction.xp + paid.xp,
      gold: before.gold + correction.gold + paid.gold,
      level: after.level,
      stars: after.stars,
    },
    correction,
    kept: { levels: kept.levels, achievements: kept.achievements },
    clamped: correction.xp !== xp || correction.gold !== gold,
  };
}

/** What was reached stays, and so does what it paid: it can be reached once only. */
function keep(before: Member, recorded: World, simulated: World) {
  const { id } = before;
  const there = simulated.members.get(id) ?? before;
  const levels = range(there.level, before.level);
  const achievements = without(before.earned, there.earned);
  const rows = [
    ...levels.map((level) => row(before, 0, { level, gold_delta: recorded.goldOf(id, level) })),
    ...achievements.map((template) => {
      const { xp, gold } = recorded.paid(id, template) ?? { xp: 0, gold: 0 };
      return row(before, xp, { template, gold_delta: gold });
    }),
  ];
  return { levels, achievements, rows };
}

/** Adds rows to the simulated member, and what follows from them by the rules that judge from now on. */
function settle(simulated: World, inForce: Rules, before: Member, rows: readonly JournalRow[]): void {
  const overlay = createOverlay(simulated, before.updatedAt);
  for (const each of rows) overlay.add(each);
  const cause = row(before, 0, {});
  rise(inForce, overlay, cause);
  earn(inForce, overlay, [cause]);
  simulated.take(overlay.rows);
}

const row = (
  { id, updatedAt }: Member,
  xpDelta: number,
  reasons: Partial<JournalRow['reasons']>,
): JournalRow => ({
  userId: id,
  interaction: 'MANUAL_AWARD',
  sourceSystem: 'command',
  sourceEventId: 'what-if',
  categoryId: null,
  seasonId: null,
  xpDelta,
  starDelta: 0,
  at: updatedAt,
  reasons: { fact: 'what-if', rule_set: 0, ...reasons },
});

/** The numbers after `from`, up to `to`. */
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index + 1);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
