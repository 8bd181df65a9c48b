import { COUNTER_SUMS } from './journal-sums.js';
import type { Connection } from './pool.js';

/** What a rebuild found, in rows. */
export interface RebuildReport {
  /** Members whose figures were looked at. */
  members: number;
  /** Rows that differ from what the journal says, by table. */
  differing: { users: number; member_totals: number; user_stats: number };
}

const SHADOWS = [
  `create temp table shadow_members on commit drop as
   select u.id as user_id, coalesce(j.xp, 0) as xp, coalesce(j.gold, 0) as gold, coalesce(j.level, 1) as level,
     coalesce(j.stars, 0) as stars, coalesce(j.messages_sent, 0) as messages_sent,
     coalesce(j.reactions_given, 0) as reactions_given, coalesce(j.reactions_received, 0) as reactions_received,
     coalesce(j.threads_created, 0) as threads_created, coalesce(j.voice_minutes, 0) as voice_minutes
   from users u left join (
     select user_id, sum(xp_delta)::int as xp, coalesce(sum((metadata->>'gold_delta')::bigint), 0)::int as gold,
       coalesce(max((metadata->>'level')::int), 1) as level, sum(star_delta)::int as stars, ${COUNTER_SUMS}
     from activity_log group by user_id
   ) j on j.user_id = u.id`,
  `create temp table shadow_stats on commit drop as
   select s.*, (
     select coalesce(sum(star_delta), 0)::int from activity_log a where a.user_id = s.user_id and a.id <= s.last_id
   ) as lifetime_stars
   from (
     select user_id, season_id, max(id) as last_id, sum(star_delta)::int as season_stars, ${COUNTER_SUMS}
     from activity_log where season_id is not null group by user_id, season_id
   ) s`,
  'create unique index on shadow_members (user_id)',
  'create unique index on shadow_stats (user_id, season_id)',
  'analyze shadow_members',
  'analyze shadow_stats',
];

const COUNTER_COLUMNS = [
  'messages_sent',
  'reactions_given',
  'reactions_received',
  'threads_created',
  'voice_minutes',
];

interface Compared {
  table: keyof RebuildReport['differing'];
  shadow: string;
  on: string;
  columns: string[];
}

const COMPARED: Compared[] = [
  { table: 'users', shadow: 'shadow_members', on: 't.id = s.user_id', columns: ['xp', 'gold', 'level'] },
  {
    table: 'member_totals',
    shadow: 'shadow_members',
    on: 't.user_id = s.user_id',
    columns: ['stars', ...COUNTER_COLUMNS],
  },
  {
    table: 'user_stats',
    shadow: 'shadow_stats',
    on: 't.user_id = s.user_id and t.season_id = s.season_id',
    columns: ['season_stars', 'lifetime_stars', ...COUNTER_COLUMNS],
  },
];

const differs = ({ columns }: Compared) =>
  `(${columns.map((column) => `t.${column}`)}) is distinct from (${columns.map((column) => `s.${column}`)})`;

/**
 * Builds every figure from the journal into shadow tables, compares them with the tables, and, if asked to, updates the
 * rows that differ and no others: renaming the shadows in would leave foreign keys behind. Inside the owner's transaction.
 */
export async function rebuildFigures(connection: Connection, repair: boolean): Promise<RebuildReport> {
  await connection.query('set local statement_timeout = 0');
  for (const shadow of SHADOWS) await connection.query(shadow);
  const differing = { users: 0, member_totals: 0, user_stats: 0 };
  for (const compared of COMPARED) differing[compared.table] = await reconcile(connection, compared, repair);
  const { rows } = await connection.query('select count(*)::int as members from shadow_members');
  return { members: rows[0].members, differing };
}

async function reconcile(connection: Connection, compared: Compared, repair: boolean): Promise<number> {
  const { table, shadow, on, columns } = compared;
  if (!repair) {
    const { rows } = await connection.query(
      `select count(*)::int as rows from ${table} t join ${shadow} s on ${on} where ${differs(compared)}`,
    );
    return rows[0].rows;
  }
  const set = columns.map((column) => `${column} = s.${column}`).join(', ');
  const { rowCount } = await connection.query(
    `update ${table} t set ${set} from ${shadow} s where ${on} and ${differs(compared)}`,
  );
  return rowCount ?? 0;
}
