import type { Pool } from '../pool.js';
import type { MemberNameRow } from './member-names.js';

export type FoundMember = MemberNameRow & { id: bigint; xp: number; level: number };

/**
 * The members with the most XP whose name holds the text, whatever the case. It may look at every name: let few search at
 * once.
 */
export async function searchMembers(
  db: Pick<Pool, 'query'>,
  text: string,
  limit: number,
): Promise<FoundMember[]> {
  const { rows } = await db.query<FoundMember>({
    name: 'search-members',
    text: `
      select id, discord_name as name, discord_avatar_hash as avatar, xp, level
      from users where discord_name ilike $1 order by xp desc, id limit $2`,
    values: [`%${text.replace(/[\\%_]/g, '\\$&')}%`, limit],
  });
  return rows;
}
