import type { Overview } from '@synapse/contracts';
import type { Pool } from '../pool.js';

export type CommunityTotals = Pick<Overview, 'members' | 'xp' | 'gold' | 'stars' | 'levels'>;

const SQL = `
  select count(*) filter (where xp > 0) as members, coalesce(sum(xp), 0) as xp, coalesce(sum(gold), 0) as gold,
         coalesce(sum(level - 1), 0) as levels,
         (select coalesce(sum(stars), 0) from member_totals) as stars
  from users`;

/** The figures of the whole community together. It reads every member once: keep the answer for some seconds. */
export async function readCommunityTotals(db: Pick<Pool, 'query'>): Promise<CommunityTotals> {
  const { rows } = await db.query<Record<keyof CommunityTotals, bigint>>({
    name: 'community-totals',
    text: SQL,
  });
  const { members, xp, gold, stars, levels } = rows[0] as (typeof rows)[number];
  return {
    members: Number(members),
    xp: Number(xp),
    gold: Number(gold),
    stars: Number(stars),
    levels: Number(levels),
  };
}
