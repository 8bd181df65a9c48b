import { COUNTERS, type ExportSection } from '@synapse/contracts';
import type { PoolClient } from 'pg';
import type { Pool } from '../pool.js';

const ROWS_AT_ONCE = 1_000;

/** As JSON writes times: ISO 8601, UTC. */
const time = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const counters = COUNTERS.join(', ');

const SECTIONS: Record<ExportSection, string> = {
  member: `
    select discord_name as name, discord_avatar_hash as avatar, github_username, xp, level, gold,
           ${time('created_at')} as created_at, ${time('updated_at')} as updated_at
    from users where id = $1`,
  totals: `select stars, ${counters} from member_totals where user_id = $1`,
  preferences: `
    select announce_level_up, announce_achievements, announce_awards, ${time('updated_at')} as updated_at
    from user_preferences where user_id = $1`,
  departure: `
    select ${time('left_at')} as left_at, ${time('returned_at')} as returned_at from departures where user_id = $1`,
  seasons: `
    select season_id, s.name, season_stars, lifetime_stars, ${counters}
    from user_stats join seasons s on s.id = season_id where user_id = $1 order by season_id`,
  achievements: `
    select achievement_id as template_id, t.name, ${time('earned_at')} as earned_at, granted_by::text
    from user_achievements join achievement_templates t on t.id = achievement_id
    where user_id = $1 order by user_achievements.earned_at, achievement_id`,
  revoked_achievements: `
    select achievement_id as template_id, t.name
    from revoked_achievements join achievement_templates t on t.id = achievement_id
    where user_id = $1 order by achievement_id`,
  claims: `
    select quest_id, q.title, q.status, ${time('claimed_at')} as claimed_at
    from quest_claims join quests q on q.id = quest_id where user_id = $1 order by quest_id`,
  journal: `
    select a.id::text, ${time('a.timestamp')} as at, event_type as interaction, xp_delta as xp, star_delta as stars,
           season_id, category_id, c.name as category, source_system, source_event_id, metadata
    from activity_log a left join categories c on c.id = category_id
    where user_id = $1 order by a.timestamp, a.id`,
  windows: `
    select key, state, ${time('last_at')} as last_at from reward_windows
    where key >= $1::text || ':' and key < $1::text || ';'
       or key >= 'history:' || $1::text || ':' and key < 'history:' || $1::text || ';'
    order by key`,
  commands: `
    select issuer, command_id as id, ${time('settled_at')} as at, outcome
    from command_outcomes where actor_id = $1 order by sequence`,
  lake: `
    select id::text, ${time('timestamp')} as at, event_type as type, guild_id::text, channel_id::text, target_id::text,
           source_id, payload
    from event_lake where user_id = $1 order by timestamp, id`,
  counters: `
    select event_type as type, category_id, period, count::float8 as count
    from event_counters where user_id = $1 order by event_type, category_id, period`,
};

const KNOWN = [
  'users where id',
  'event_lake where user_id',
  'event_counters where user_id',
  'command_outcomes where actor_id',
]
  .map((rows) => `exists (select from ${rows} = $1)`)
  .join(' or ');

/** Reads sections of an export, one after the other. */
export type ReadSection = (section: ExportSection) => AsyncIterable<Record<string, unknown>>;

/**
 * Reads everything stored about a member as it is at one moment, however much there is: rows come by cursor.
 * @param use reads the sections that it wants, each to its end
 * @returns what `use` does; `null` when nothing is stored about anybody with this id
 */
export async function exportMember<T>(
  db: Pool,
  id: bigint,
  use: (read: ReadSection) => Promise<T>,
): Promise<T | null> {
  const client = await db.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ known: boolean }>(`select ${KNOWN} as known`, [id]);
    return rows[0]?.known ? await use((section) => readSection(client, id, section)) : null;
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

async function* readSection(client: PoolClient, id: bigint, section: ExportSection) {
  await client.query(`declare section no scroll cursor for ${SECTIONS[section]}`, [id]);
  for (;;) {
    const { rows } = await client.query<Record<string, unknown>>(`fetch ${ROWS_AT_ONCE} from section`);
    yield* rows;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await client.query('close section');
}
