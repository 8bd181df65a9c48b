import type { Pool } from '../pool.js';

/** An achievement template, as the API shows it. */
export interface TemplateRecord {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly rarity: string;
  readonly requirement: { type: string; scope: string; field: string | null; value: number | null };
  readonly xp_reward: number;
  readonly gold_reward: number;
  readonly badge_image_url: string | null;
}

const TEMPLATE = `
  t.id, t.name, t.description, t.category, t.rarity, t.xp_reward, t.gold_reward, t.badge_image_url,
  json_build_object('type', t.requirement_type, 'scope', t.requirement_scope,
                    'field', t.requirement_field, 'value', t.requirement_value) as requirement`;

/** Every template that is active or was earned, and by how many. It reads every achievement earned: keep the answer. */
export async function readAchievements(
  db: Pick<Pool, 'query'>,
): Promise<(TemplateRecord & { active: boolean; earners: number })[]> {
  const { rows } = await db.query({
    name: 'achievements',
    text: `
      select ${TEMPLATE}, t.active, coalesce(e.earners, 0)::int as earners
      from achievement_templates t
      left join (select achievement_id, count(*) as earners from user_achievements group by 1) e on e.achievement_id = t.id
      where t.active or e.earners > 0
      order by t.id`,
  });
  return rows;
}

/** What a member earned, the latest first. */
export async function readMemberAchievements(
  db: Pick<Pool, 'query'>,
  userId: bigint,
): Promise<(TemplateRecord & { at: Date })[]> {
  const { rows } = await db.query({
    name: 'member-achievements',
    text: `
      select ${TEMPLATE}, a.earned_at as at
      from user_achievements a join achievement_templates t on t.id = a.achievement_id
      where a.user_id = $1 order by a.earned_at desc, t.id`,
    values: [userId],
  });
  return rows;
}

export interface RecentAchievement {
  readonly id: number;
  readonly name: string;
  readonly rarity: string;
  readonly at: Date;
  readonly member: { id: string; name: string; avatar: string | null };
}

/** What was earned last and not taken back, by anybody. The journal is ordered by time, achievements are not. */
export async function readRecentAchievements(
  db: Pick<Pool, 'query'>,
  limit: number,
): Promise<RecentAchievement[]> {
  const { rows } = await db.query<RecentAchievement>({
    name: 'recent-achievements',
    text: `
      select t.id, t.name, t.rarity, j.timestamp as at,
             json_build_object('id', u.id::text, 'name', u.discord_name, 'avatar', u.discord_avatar_hash) as member
      from activity_log j
      join achievement_templates t on t.id = (j.metadata->>'template')::int
      join user_achievements a on a.user_id = j.user_id and a.achievement_id = t.id
      join users u on u.id = j.user_id
      where j.event_type = 'ACHIEVEMENT_EARNED'
      order by j.timestamp desc, j.id desc limit $1`,
    values: [limit],
  });
  return rows;
}
