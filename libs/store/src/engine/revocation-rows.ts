import type { Connection } from '../pool.js';

/** A member and an achievement. */
export interface Holding {
  readonly userId: bigint;
  readonly templateId: number;
}

/** What an achievement paid when it was earned last. */
export interface PaymentRow extends Holding {
  readonly xp: number;
  readonly gold: number;
}

const PAYMENTS = `
  select wanted.user_id, wanted.template, paid.xp_delta as xp, paid.gold
  from unnest($1::bigint[], $2::int[]) as wanted(user_id, template)
  cross join lateral (
    select xp_delta, coalesce((metadata->>'gold_delta')::int, 0) as gold from activity_log
    where user_id = wanted.user_id and event_type = 'ACHIEVEMENT_EARNED'
      and (metadata->>'template')::int = wanted.template
    order by id desc limit 1
  ) as paid`;

/** What the journal says was paid for each of the given achievements. */
export async function loadPayments(
  connection: Connection,
  holdings: readonly Holding[],
): Promise<PaymentRow[]> {
  if (holdings.length === 0) return [];
  const { rows } = await connection.query(PAYMENTS, [
    holdings.map(({ userId }) => userId),
    holdings.map(({ templateId }) => templateId),
  ]);
  return rows.map(({ user_id, template, xp, gold }) => ({ userId: user_id, templateId: template, xp, gold }));
}

/** Removes achievements that were taken back; those of them that are earned again by now are added afterwards. */
export async function saveRevocations(
  connection: Connection,
  touched: readonly (Holding & { readonly isRevoked: boolean })[],
): Promise<void> {
  if (touched.length === 0) return;
  const pairs = [touched.map(({ userId }) => userId), touched.map(({ templateId }) => templateId)];
  for (const table of ['user_achievements', 'revoked_achievements']) {
    await connection.query(
      `delete from ${table} t using unnest($1::bigint[], $2::int[]) as gone(user_id, achievement_id)
       where t.user_id = gone.user_id and t.achievement_id = gone.achievement_id`,
      pairs,
    );
  }
  const revoked = touched.filter(({ isRevoked }) => isRevoked);
  await connection.query(
    `insert into revoked_achievements (user_id, achievement_id) select * from unnest($1::bigint[], $2::int[])`,
    [revoked.map(({ userId }) => userId), revoked.map(({ templateId }) => templateId)],
  );
}
