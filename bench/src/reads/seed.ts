import type { Pool } from '@synapse/store';

/** The id of the n-th member, from 1. */
export const memberId = (n: number): bigint => 80351110224678912n + BigInt(n) * 4_194_304n;

/**
 * Fills the tables with members whose XP spread over a wide range with many ties, an open season, and a journal of the last
 * month: one row a member.
 */
export async function seed(pool: Pool, members: number): Promise<void> {
  const season = `{"id": 1, "guild_id": "1", "name": "Season 1", "starts_at": "2026-01-01T00:00:00Z",
    "ends_at": "2999-01-01T00:00:00Z", "active": true}`;
  const statements = [
    `insert into seasons (id, guild_id, name, starts_at, ends_at, active) values (1, 1, 'Season 1', '2026-01-01', '2999-01-01', true)`,
    `insert into rule_sets (community, version, body) values ('main', 1, '{"settings": {}, "seasons": [${season}]}')`,
    `insert into engine_positions (community, stream_created, rule_set_version) values ('main', 'then', 1)`,
    `insert into users (id, discord_name, discord_avatar_hash, xp, level, gold)
     select ${memberId(0)} + n * 4194304, 'Member ' || n, md5(n::text),
            1 + (n * 7919::bigint % 200003)::int, 1 + n % 40, n % 5000
     from generate_series(1, ${members}::bigint) n`,
    `insert into member_totals (user_id, stars, messages_sent) select id, gold + 3, 9 from users`,
    `insert into user_stats (user_id, season_id, season_stars) select id, 1, gold + 1 from users`,
    `insert into activity_log (user_id, event_type, season_id, source_event_id, xp_delta, star_delta, metadata, timestamp)
     select id, 'MESSAGE', 1, 'msg:' || id, 15, 1, '{"fact": "msg", "rule_set": 1, "xp": [["base", 15]]}',
            now() - (id / 4194304 % 2592000) * interval '1 second'
     from users`,
    'analyze',
  ];
  for (const statement of statements) await pool.query(statement);
}
