import { bigints, ints, texts, times } from '../binary-array.js';
import type { Connection } from '../pool.js';
import type { CounterStep } from './count-facts.js';

type Db = Pick<Connection, 'query'>;

/** Lake rows of a member that are counted under the same keys. */
export interface AlikeRows {
  readonly userId: bigint;
  readonly eventType: string;
  readonly guildId: bigint;
  readonly channelId: bigint | null;
  readonly parentId: string | null;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** Whether they lie in one of the seasons that were asked for. */
  readonly isInSeason: boolean;
  /** Of the rules that they were counted by. */
  readonly version: number;
  readonly count: number;
}

/** Members behind one another, those with rows and those with counters alike, each found by an index. */
const NEXT = `
  with recursive member (id, place) as (
    select least((select min(user_id) from event_lake where user_id > $1),
                 (select min(user_id) from event_counters where user_id > $1)), 1
    union all
    select least((select min(user_id) from event_lake where user_id > member.id),
                 (select min(user_id) from event_counters where user_id > member.id)), place + 1
    from member where member.id is not null and place < $2
  )
  select max(id) as last, count(id)::int as members from member`;

/** The next members behind `after`, up to `most`: the last of them and how many there are. */
export async function nextCounted(
  db: Db,
  after: bigint,
  most: number,
): Promise<{ last: bigint | null; members: number }> {
  const { rows } = await db.query({ name: 'next counted', text: NEXT, values: [after, most] });
  return rows[0];
}

/** How many members have counters. */
export async function countCounted(db: Db): Promise<number> {
  const { rows } = await db.query('select count(distinct user_id)::float8 as members from event_counters');
  return rows[0].members;
}

const ALIKE = `
  select user_id as "userId", event_type as "eventType", guild_id as "guildId", channel_id as "channelId",
    payload->>'parent_channel_id' as "parentId", to_char(timestamp at time zone 'utc', 'YYYY-MM-DD') as day,
    exists (select from unnest($3::timestamptz[], $4::timestamptz[]) as season (starts_at, ends_at)
            where timestamp >= starts_at and timestamp < ends_at) as "isInSeason",
    coalesce((select version from lake_rule_sets where from_lake_id <= l.id order by from_lake_id desc limit 1), 0) as version,
    count(*)::int as count
  from event_lake l where user_id > $1 and user_id <= $2
  group by 1, 2, 3, 4, 5, 6, 7, 8`;

/** What lies in the lake of the members behind `after` up to `last`. @param seasons in milliseconds, ends exclusive */
export async function lakeOf(
  db: Db,
  { after, last }: { after: bigint; last: bigint },
  seasons: readonly { from: number; to: number }[],
): Promise<AlikeRows[]> {
  const { rows } = await db.query(ALIKE, [
    after,
    last,
    times(seasons.map(({ from }) => from)),
    times(seasons.map(({ to }) => to)),
  ]);
  return rows;
}

const STEPS = 'unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::int[])';

/** Over all time and over a season nothing is taken back: the lake may hold a part of what was counted. */
const MEND = `
  insert into event_counters as c (user_id, event_type, category_id, period, count)
  select * from ${STEPS} as step (user_id, event_type, category_id, period, count)
  order by user_id, event_type, category_id, period
  on conflict (user_id, event_type, category_id, period) do update set count = excluded.count
  where c.count < excluded.count or c.count > excluded.count and c.period like 'day:%' and c.period >= $6`;

const REMOVE = `
  delete from event_counters c
  where user_id > $6 and user_id <= $7 and period like 'day:%' and period >= $8 and not exists (
    select from ${STEPS} as step (user_id, event_type, category_id, period, count)
    where step.user_id = c.user_id and step.event_type = c.event_type and step.category_id = c.category_id
      and step.period = c.period)`;

/**
 * Mends the counters of the members behind `after` up to `last`. Days from `wholeDay` on are made what they should be;
 * everything else is raised to it.
 * @param wholeDay `day:YYYY-MM-DD`, the first of which the lake holds everything
 */
export async function mendCounters(
  db: Db,
  { after, last }: { after: bigint; last: bigint },
  steps: readonly CounterStep[],
  wholeDay: string,
): Promise<{ mended: number; removed: number }> {
  const values = [
    bigints(steps.map(({ userId }) => userId)),
    texts(steps.map(({ eventType }) => eventType)),
    ints(steps.map(({ categoryId }) => categoryId)),
    texts(steps.map(({ period }) => period)),
    ints(steps.map(({ count }) => count)),
  ];
  const mended = await db.query(MEND, [...values, wholeDay]);
  const removed = await db.query(REMOVE, [...values, after, last, wholeDay]);
  return { mended: mended.rowCount ?? 0, removed: removed.rowCount ?? 0 };
}

/** Notes by which version of the rules rows are counted from a row on. */
export async function noteLakeRules(db: Db, fromLakeId: bigint, version: number): Promise<void> {
  await db.query({
    name: 'note lake rules',
    text: `insert into lake_rule_sets values ($1, $2)
           on conflict (from_lake_id) do update set version = excluded.version`,
    values: [fromLakeId, version],
  });
}

/** From when on retention has taken nothing; `null` when it never took anything. */
export async function lakeKeptSince(db: Db): Promise<Date | null> {
  const { rows } = await db.query(
    `select max((coalesce(report, place)->>'kept_since')::timestamptz) as since from lake_jobs where kind = 'retention'`,
  );
  return rows[0].since;
}
