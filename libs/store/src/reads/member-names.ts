import type { Pool } from '../pool.js';

export interface MemberNameRow {
  readonly name: string;
  readonly avatar: string | null;
}

/** How members are called, by id; without those who do not exist. */
export async function readMemberNames(
  db: Pick<Pool, 'query'>,
  ids: readonly bigint[],
): Promise<Map<bigint, MemberNameRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<{ id: bigint } & MemberNameRow>({
    name: 'member-names',
    text: 'select id, discord_name as name, discord_avatar_hash as avatar from users where id = any($1::bigint[])',
    values: [ids],
  });
  return new Map(rows.map(({ id, ...called }) => [id, called]));
}
