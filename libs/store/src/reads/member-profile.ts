import { COUNTERS, type Counter, type MemberProfile } from '@synapse/contracts';
import type { Pool } from '../pool.js';

type Row = Omit<MemberProfile, 'counters'> & Record<Counter, number>;

// Two counts instead of one with OR: the index on xp answers each of them, and never the OR.
const SQL = `
  select u.id::text, u.discord_name as name, u.discord_avatar_hash as avatar, u.github_username,
         u.xp, u.level, u.gold, coalesce(t.stars, 0) as stars,
         ${COUNTERS.map((counter) => `coalesce(t.${counter}, 0) as ${counter}`).join(', ')},
         (1 + (select count(*) from users o where o.xp > u.xp)
            + (select count(*) from users o where o.xp = u.xp and o.id < u.id))::int as rank
  from users u
  left join member_totals t on t.user_id = u.id
  where u.id = $1`;

/** A member's figures over all time and place on the XP board; `null` when nobody with this id ever earned. */
export async function readMemberProfile(db: Pick<Pool, 'query'>, id: bigint): Promise<MemberProfile | null> {
  const { rows } = await db.query<Row>({ name: 'member-profile', text: SQL, values: [id] });
  const [row] = rows;
  if (!row) return null;
  const { id: text, name, avatar, github_username, xp, level, gold, stars, rank } = row;
  const counters = Object.fromEntries(COUNTERS.map((counter) => [counter, row[counter]]));
  return { id: text, name, avatar, github_username, xp, level, gold, stars, rank, counters };
}
