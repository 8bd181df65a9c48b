import type { QuestStatus } from '@synapse/contracts';
import type { Pool } from '../pool.js';

export interface QuestRecord {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly xp_reward: number;
  readonly gold_reward: number;
  readonly status: QuestStatus;
  readonly claimed_by: { id: string; name: string; avatar: string | null } | null;
  readonly github_issue_url: string | null;
  readonly created_at: Date;
}

/** The active quests, open ones first, then the newest. */
export async function readQuests(db: Pick<Pool, 'query'>, limit: number): Promise<QuestRecord[]> {
  const { rows } = await db.query<QuestRecord>({
    name: 'quests',
    text: `
      select q.id, q.title, q.description, q.xp_reward, q.gold_reward, q.status, q.github_issue_url, q.created_at,
             case when u.id is not null then
               json_build_object('id', u.id::text, 'name', u.discord_name, 'avatar', u.discord_avatar_hash) end as claimed_by
      from quests q
      left join quest_claims c on c.quest_id = q.id
      left join users u on u.id = c.user_id
      where q.active
      order by q.status, q.created_at desc, q.id desc limit $1`,
    values: [limit],
  });
  return rows;
}
