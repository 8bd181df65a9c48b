import { bigints, times } from '../binary-array.js';
import type { Connection } from '../pool.js';

type Db = Pick<Connection, 'query'>;

/** The guilds that the lake holds rows of. Each is found by the index, however many rows there are. */
const GUILDS = `
  with recursive guild (id) as (
    select min(guild_id) from event_lake
    union all select (select min(guild_id) from event_lake where guild_id > guild.id) from guild where guild.id is not null
  )
  select id from guild where id is not null`;

export async function guildsOfLake(db: Db): Promise<bigint[]> {
  const { rows } = await db.query(GUILDS);
  return rows.map(({ id }) => id);
}

/** How many rows of guilds are older than what each may keep. */
export async function countOldRows(db: Db, cutoffs: ReadonlyMap<bigint, number>): Promise<number> {
  const { rows } = await db.query(
    `select coalesce(sum(old.n), 0)::float8 as rows
     from unnest($1::bigint[], $2::timestamptz[]) as guild (id, cutoff),
       lateral (select count(*) as n from event_lake where guild_id = guild.id and timestamp < guild.cutoff) old`,
    [bigints([...cutoffs.keys()]), times([...cutoffs.values()])],
  );
  return rows[0].rows;
}

/** The earlier of a moment and the database's own time: an asker whose clock is ahead makes nothing older than it is. */
export async function noLaterThanNow(db: Db, moment: Date): Promise<Date> {
  const { rows } = await db.query('select least($1::timestamptz, now()) as moment', [moment]);
  return rows[0].moment;
}

/** Rows of the oldest partition; see `make_lake_partitions`. */
const OLDEST = `
  select 'event_lake_p' || number as name,
    (select count(*)::float8 from event_lake where id >= number * 1000000 and id < (number + 1) * 1000000) as rows
  from (
    select min(substring(relname from '\\d+$')::bigint) as number
    from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'event_lake'::regclass
  ) oldest`;

/** Drops the oldest partition if all of it is older than `moment`. @returns its name and rows; `null` when there is none */
export async function dropOldestPartition(
  db: Db,
  moment: Date,
): Promise<{ name: string; rows: number } | null> {
  const { rows: oldest } = await db.query(OLDEST);
  const { rows: dropped } = await db.query('select drop_lake_partition($1) as name', [moment]);
  return dropped[0].name === null ? null : oldest[0];
}

/** Rows that somebody else is about to change are left for the next time: nobody waits for anybody. */
const REMOVE = `
  with old as (
    select id, source_id from event_lake where guild_id = $1 and timestamp < $2
    order by timestamp limit $3 for update skip locked
  ), gone as (
    delete from event_lake l using old where l.id = old.id
  ), sources as (
    delete from event_lake_sources s using old where s.source_id = old.source_id
  )
  select count(*)::int as rows from old`;

/** Removes some rows of a guild from before `cutoff`, with their source ids. @returns how many */
export async function removeOldRows(db: Db, guildId: bigint, cutoff: Date, most: number): Promise<number> {
  const { rows } = await db.query(REMOVE, [guildId, cutoff, most]);
  return rows[0].rows;
}

const NEXT_COUNTER = `
  select user_id from event_counters where user_id > $1 order by user_id offset $2 limit 1`;

const REMOVE_DAYS = `
  delete from event_counters where ctid = any (array (
    select ctid from event_counters
    where user_id > $1 and user_id <= $2 and period like 'day:%' and period < $3
    for update skip locked
  ))`;

const LARGEST = 2n ** 63n - 1n;

/**
 * Removes counters of single days before `firstDay` of the next members behind `after`; what is counted over all time stays.
 * @param firstDay `day:YYYY-MM-DD`
 * @returns how many, and the last member that was looked at: `null` when there is none behind
 */
export async function removeOldDays(
  db: Db,
  after: bigint,
  firstDay: string,
  most: number,
): Promise<{ counters: number; last: bigint | null }> {
  const { rows } = await db.query(NEXT_COUNTER, [after, most]);
  const last: bigint | null = rows[0]?.user_id ?? null;
  const { rowCount } = await db.query(REMOVE_DAYS, [after, last ?? LARGEST, firstDay]);
  return { counters: rowCount ?? 0, last };
}
