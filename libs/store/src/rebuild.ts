import {
  type Compared,
  compareRows,
  type Difference,
  isDifferent,
  isOther,
  sameKey,
} from './compare-rows.js';
import { COUNTER_SUMS } from './journal-sums.js';
import type { Connection } from './pool.js';

/** What a rebuild found. */
export interface RebuildReport {
  /** Members whose figures were looked at. */
  members: number;
  /** How each table differs from what the journal says. */
  tables: Difference[];
}

/** Members from behind `after` up to `last`. */
export interface MemberRange {
  readonly after: bigint;
  readonly last: bigint;
}

export const LARGEST_ID = 2n ** 63n - 1n;
export const EVERYBODY: MemberRange = { after: 0n, last: LARGEST_ID };

/** The condition that a column names one of them. */
export const within = (column: string, { after, last }: MemberRange) =>
  `${column} > ${after} and ${column} <= ${last}`;

const shadows = (range: MemberRange) => [
  `create temp table shadow_members on commit drop as
   select u.id, u.id as user_id, coalesce(j.xp, 0) as xp, coalesce(j.gold, 0) as gold, coalesce(j.level, 1) as level,
     coalesce(j.stars, 0) as stars, coalesce(j.messages_sent, 0) as messages_sent,
     coalesce(j.reactions_given, 0) as reactions_given, coalesce(j.reactions_received, 0) as reactions_received,
     coalesce(j.threads_created, 0) as threads_created, coalesce(j.voice_minutes, 0) as voice_minutes
   from users u left join (
     select user_id, sum(xp_delta)::int as xp, coalesce(sum((metadata->>'gold_delta')::bigint), 0)::int as gold,
       coalesce(max((metadata->>'level')::int), 1) as level, sum(star_delta)::int as stars, ${COUNTER_SUMS}
     from activity_log where ${within('user_id', range)} group by user_id
   ) j on j.user_id = u.id
   where ${within('u.id', range)}`,
  `create temp table shadow_stats on commit drop as
   select s.*, (
     select coalesce(sum(star_delta), 0)::int from activity_log a where a.user_id = s.user_id and a.id <= s.last_id
   ) as lifetime_stars
   from (
     select user_id, season_id, max(id) as last_id, sum(star_delta)::int as season_stars, ${COUNTER_SUMS}
     from activity_log where season_id is not null and ${within('user_id', range)} group by user_id, season_id
   ) s`,
  // What became of a member's achievement last: earned, taken back by an admin, or gone with a correction.
  `create temp table shadow_holdings on commit drop as
   select distinct on (user_id, achievement_id) user_id, achievement_id, timestamp as earned_at,
     (metadata->>'granted_by')::bigint as granted_by, metadata ? 'template' as is_earned, metadata ? 'revoked' as is_revoked
   from activity_log
     cross join lateral (
       select coalesce(metadata->>'template', metadata->>'revoked', metadata->>'taken')::int as achievement_id
     ) as named
   where achievement_id is not null and ${within('user_id', range)}
   order by user_id, achievement_id, id desc`,
  'create unique index on shadow_members (user_id)',
  'create unique index on shadow_stats (user_id, season_id)',
  'create unique index on shadow_holdings (user_id, achievement_id)',
  'analyze shadow_members',
  'analyze shadow_stats',
  'analyze shadow_holdings',
];

const COUNTER_COLUMNS = [
  'messages_sent',
  'reactions_given',
  'reactions_received',
  'threads_created',
  'voice_minutes',
];
const HOLDING = ['user_id', 'achievement_id'];

/** A member's own rows of a table; the first column of a key names the member. */
const rowsWithin = ({ table, key: [member = ''] }: Pick<Compared, 'table' | 'key'>, range: MemberRange) =>
  `(select * from ${table} where ${within(member, range)})`;

/** A table, and what the journal alone says of it: names, preferences, quests and claims are not in the journal. */
interface FromJournal extends Compared {
  /** Whether the journal says which rows there are, too. */
  readonly givesRows: boolean;
}

const FROM_JOURNAL: readonly Omit<FromJournal, 'live'>[] = [
  {
    table: 'users',
    anew: 'shadow_members',
    key: ['id'],
    columns: ['xp', 'gold', 'level'],
    givesRows: false,
  },
  {
    table: 'member_totals',
    anew: 'shadow_members',
    key: ['user_id'],
    columns: ['stars', ...COUNTER_COLUMNS],
    givesRows: true,
  },
  {
    table: 'user_stats',
    anew: 'shadow_stats',
    key: ['user_id', 'season_id'],
    columns: ['season_stars', 'lifetime_stars', ...COUNTER_COLUMNS],
    givesRows: true,
  },
  {
    table: 'user_achievements',
    anew: '(select * from shadow_holdings where is_earned)',
    key: HOLDING,
    columns: ['earned_at', 'granted_by'],
    givesRows: true,
  },
  {
    table: 'revoked_achievements',
    anew: '(select * from shadow_holdings where is_revoked)',
    key: HOLDING,
    columns: [],
    givesRows: true,
  },
];

/**
 * Builds what the journal alone gives into shadow tables, compares them with the tables, and, if asked to, mends the rows
 * that differ, are missing or too many, and no others: renaming the shadows in would leave foreign keys behind. Inside the
 * owner's transaction.
 * @param range of members; all of them unless given
 */
export async function rebuildFigures(
  connection: Connection,
  community: string,
  repair: boolean,
  range = EVERYBODY,
): Promise<RebuildReport> {
  await connection.query('set local statement_timeout = 0');
  for (const shadow of shadows(range)) await connection.query(shadow);
  const tables: Difference[] = [];
  for (const each of FROM_JOURNAL) {
    const compared = { ...each, live: rowsWithin(each, range) };
    tables.push(await compareRows(connection, compared));
    if (repair) await mend(connection, compared, range);
  }
  if (repair && tables.some(isDifferent)) await noteRebuild(connection, community);
  const { rows } = await connection.query('select count(*)::int as members from shadow_members');
  return { members: rows[0].members, tables };
}

/** Tells readers that keep figures to load them anew: what changes figures beside the log is told by no reward frame. */
export async function noteRebuild(connection: Connection, community: string): Promise<void> {
  await connection.query('update engine_positions set rebuilds = rebuilds + 1 where community = $1', [
    community,
  ]);
}

async function mend(connection: Connection, compared: FromJournal, range: MemberRange): Promise<void> {
  const { table, anew, key, columns, givesRows } = compared;
  const isSame = sameKey(compared);
  if (columns.length > 0) {
    const set = columns.map((column) => `${column} = s.${column}`).join(', ');
    await connection.query(
      `update ${table} t set ${set} from ${anew} s where ${isSame} and ${isOther(compared)}`,
    );
  }
  if (!givesRows) return;
  const row = [...key, ...columns].join(', ');
  await connection.query(
    `delete from ${table} t where ${within(`t.${key[0]}`, range)} and not exists (select from ${anew} s where ${isSame})`,
  );
  await connection.query(
    `insert into ${table} (${row})
     select ${row} from ${anew} s where not exists (select from ${table} t where ${isSame})`,
  );
}
