import { COUNTERS, type Counter } from '@synapse/contracts';
import { type createWhatIf, type Member, newMember, type SeasonStat } from '@synapse/economy';
import {
  type AchievementBefore,
  achievementsBefore,
  type Connection,
  type FiguresBefore,
  figuresBefore,
} from '@synapse/store';
import type { Group } from './groups.js';

/** Says where the members that a page is the first to name stood before the walk began. */
export async function introduceMembers(
  connection: Connection,
  run: ReturnType<typeof createWhatIf>,
  page: readonly Group[],
  begin: bigint,
): Promise<void> {
  const firstSeen = new Map<bigint, number>();
  for (const { recorded } of page) {
    for (const { userId, at } of recorded.rows) {
      if (!run.knows(userId) && !firstSeen.has(userId)) firstSeen.set(userId, at);
    }
  }
  if (firstSeen.size === 0) return;
  const ids = [...firstSeen.keys()];
  const figures = byMember(await figuresBefore(connection, ids, begin));
  const achievements = byMember(await achievementsBefore(connection, ids, begin));
  for (const [id, at] of firstSeen) {
    const before = figures.get(id) ?? [];
    run.introduce(memberOf(id, at, before, achievements.get(id) ?? []), before.flatMap(toStat));
  }
}

function byMember<T extends { readonly userId: bigint }>(rows: readonly T[]): Map<bigint, T[]> {
  const all = new Map<bigint, T[]>();
  for (const row of rows) {
    const own = all.get(row.userId);
    if (own) own.push(row);
    else all.set(row.userId, [row]);
  }
  return all;
}

const sum = (rows: readonly FiguresBefore[], of: Counter | 'xp' | 'gold' | 'stars') =>
  rows.reduce((total, row) => total + row[of], 0);

function memberOf(
  id: bigint,
  at: number,
  before: readonly FiguresBefore[],
  achievements: readonly AchievementBefore[],
): Member {
  const those = (wanted: AchievementBefore['state']) =>
    new Set(achievements.filter(({ state }) => state === wanted).map(({ template }) => template));
  return {
    ...newMember(id, at),
    ...(Object.fromEntries(COUNTERS.map((counter) => [counter, sum(before, counter)])) as Record<
      Counter,
      number
    >),
    xp: sum(before, 'xp'),
    gold: sum(before, 'gold'),
    stars: sum(before, 'stars'),
    level: Math.max(1, ...before.map(({ level }) => level)),
    earned: those('earned'),
    revoked: those('revoked'),
  };
}

const toStat = ({ seasonId, stars, xp: _, gold: __, level: ___, ...row }: FiguresBefore): SeasonStat[] =>
  seasonId === null ? [] : [{ ...row, seasonId, seasonStars: stars, lifetimeStars: 0 }];
