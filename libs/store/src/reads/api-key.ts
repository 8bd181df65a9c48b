import type { Pool } from '../pool.js';

/** An API key that was not revoked, and what it may be used for; `null` when there is none of this digest. */
export async function findApiKey(
  db: Pick<Pool, 'query'>,
  digest: string,
): Promise<{ id: number; scopes: string[] } | null> {
  const { rows } = await db.query<{ id: number; scopes: string[] }>({
    name: 'api-key',
    text: 'select id, scopes from api_keys where digest = $1 and revoked_at is null',
    values: [digest],
  });
  return rows[0] ?? null;
}
