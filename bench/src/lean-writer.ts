import { type Connection, ownerConnection } from '@synapse/store';
import type { Effects } from './effects.js';

/**
 * The other way to do it: one fact a transaction, hand-written prepared statements, several connections at once. It is told
 * what each fact brings and has nothing to load or to judge; it keeps no windows, no outbox and no position.
 */
export async function openLeanWriters(url: string, count: number) {
  const connections = await Promise.all(
    Array.from({ length: count }, async () => {
      const connection = ownerConnection({ url, applicationName: 'bench lean' });
      connection.on('error', () => {});
      await connection.connect();
      await connection.query('set idle_session_timeout = 0');
      return connection;
    }),
  );
  return {
    async write(effects: readonly Effects[]): Promise<void> {
      const queue = effects.values();
      const worker = async (connection: Connection) => {
        for (const each of queue) await untilCommitted(connection, each);
      };
      await Promise.all(connections.map(worker));
    },
    close: () => Promise.all(connections.map((connection) => connection.end())),
  };
}

/** Two members who react to each other's messages are locked in either order: PostgreSQL then ends one of the two. */
async function untilCommitted(connection: Connection, effects: Effects): Promise<void> {
  for (;;) {
    try {
      await connection.query('begin');
      await writeOne(connection, effects);
      await connection.query('commit');
      return;
    } catch (error) {
      await connection.query('rollback');
      if ((error as { code?: string }).code !== '40P01') throw error;
    }
  }
}

async function writeOne(connection: Connection, { fact, counted, rows, members, stats }: Effects) {
  const run = (name: string, text: string, values: unknown[]) => connection.query({ name, text, values });
  const laid = await run('lake', LAKE, [
    fact.guildId,
    fact.userId,
    fact.type,
    fact.channelId,
    fact.targetId,
    JSON.stringify(fact.payload),
    fact.id,
    new Date(fact.at),
  ]);
  if (laid.rowCount === 0) return;
  for (const { categoryId, period } of counted) {
    await run('counter', COUNTER, [fact.userId, fact.type, categoryId, period]);
  }
  for (const { before, after } of members) {
    const xp = after.xp - (before?.xp ?? 0);
    const gold = after.gold - (before?.gold ?? 0);
    await run('member', MEMBER, [after.id, after.name, after.avatar, xp, after.level, gold]);
    await run('totals', TOTALS, [after.id, after.stars - (before?.stars ?? 0), ...steps(before, after)]);
  }
  for (const { before, after } of stats) {
    const stars = after.seasonStars - (before?.seasonStars ?? 0);
    await run('stat', STAT, [after.userId, after.seasonId, stars, ...steps(before, after)]);
  }
  for (const row of rows) {
    await run('journal', JOURNAL, [
      row.userId,
      row.interaction,
      row.seasonId,
      row.categoryId,
      row.sourceEventId,
      row.xpDelta,
      row.starDelta,
      JSON.stringify(row.reasons),
      new Date(row.at),
    ]);
  }
}

const COUNTERS = [
  'messages_sent',
  'reactions_given',
  'reactions_received',
  'threads_created',
  'voice_minutes',
] as const;

type Counters = Readonly<Record<(typeof COUNTERS)[number], number>>;

/** What was added to each of the five counters. */
export const steps = (before: Counters | undefined, after: Counters): number[] =>
  COUNTERS.map((counter) => after[counter] - (before?.[counter] ?? 0));

const LAKE = `with claimed as (
    insert into event_lake_sources (source_id, lake_id) values ($7, nextval('event_lake_id_seq'))
    on conflict do nothing returning lake_id
  )
  insert into event_lake (id, guild_id, user_id, event_type, channel_id, target_id, payload, source_id, timestamp)
  select lake_id, $1::bigint, $2::bigint, $3, $4::bigint, $5::bigint, $6::jsonb, $7, $8::timestamptz from claimed`;
const COUNTER = `insert into event_counters values ($1, $2, $3, $4, 1)
  on conflict (user_id, event_type, category_id, period) do update set count = event_counters.count + 1`;
const MEMBER = `insert into users (id, discord_name, discord_avatar_hash, xp, level, gold) values ($1, $2, $3, $4, $5, $6)
  on conflict (id) do update set xp = users.xp + excluded.xp, gold = users.gold + excluded.gold,
    level = greatest(users.level, excluded.level), updated_at = now()`;
const TOTALS = `insert into member_totals values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (user_id) do update set stars = member_totals.stars + excluded.stars,
    ${COUNTERS.map((counter) => `${counter} = member_totals.${counter} + excluded.${counter}`)}`;
const STAT = `insert into user_stats
    (user_id, season_id, season_stars, ${COUNTERS}) values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (user_id, season_id) do update set season_stars = user_stats.season_stars + excluded.season_stars,
    ${COUNTERS.map((counter) => `${counter} = user_stats.${counter} + excluded.${counter}`)}`;
const JOURNAL = `insert into activity_log
    (user_id, event_type, season_id, category_id, source_event_id, xp_delta, star_delta, metadata, timestamp)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
