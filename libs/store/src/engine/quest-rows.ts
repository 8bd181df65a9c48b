import type { QuestStatus } from '@synapse/contracts';
import type { Connection } from '../pool.js';

/** How far a quest is: its `status`, and its row of `quest_claims`. */
export interface QuestRow {
  readonly id: number;
  readonly status: QuestStatus;
  readonly claimer: bigint | null;
}

/** Those of the given quests that exist, and those that the given members claimed. */
export async function loadQuests(
  connection: Connection,
  ids: readonly number[],
  claimers: readonly bigint[],
): Promise<QuestRow[]> {
  if (ids.length === 0 && claimers.length === 0) return [];
  const { rows } = await connection.query({
    name: 'load quests',
    text: `select q.id, q.status, c.user_id as claimer
           from quests q left join quest_claims c on c.quest_id = q.id where q.id = any($1) or c.user_id = any($2)`,
    values: [ids, claimers],
  });
  return rows;
}

/** Writes how far a quest is now. @param at when it got there, in milliseconds since the Unix epoch */
export async function saveQuest(
  connection: Connection,
  { id, status, claimer }: QuestRow,
  at: number,
): Promise<void> {
  await connection.query('update quests set status = $2 where id = $1', [id, status]);
  if (claimer === null) {
    await connection.query('delete from quest_claims where quest_id = $1', [id]);
    return;
  }
  await connection.query(
    `insert into quest_claims (quest_id, user_id, claimed_at) values ($1, $2, $3)
     on conflict (quest_id) do update set user_id = excluded.user_id, claimed_at = excluded.claimed_at
     where quest_claims.user_id <> excluded.user_id`,
    [id, claimer, new Date(at)],
  );
}
