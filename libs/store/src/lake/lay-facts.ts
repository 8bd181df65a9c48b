import { bigints, jsonbs, texts, times } from '../binary-array.js';
import { createCopyRows, MANY_ROWS } from '../binary-copy.js';
import type { Connection } from '../pool.js';
import { copyRows } from '../send-transaction.js';

/** A row of the event lake; its id was assigned in log order. */
export interface LakeRow {
  id: bigint;
  guildId: bigint;
  userId: bigint;
  eventType: string;
  channelId: bigint | null;
  targetId: bigint | null;
  payload: object;
  sourceId: string;
  /** Milliseconds since the Unix epoch. */
  at: number;
}

/** What tells a fact from all others, and the row that it became. */
type Source = Pick<LakeRow, 'id' | 'sourceId'>;

const SOURCES = 'event_lake_sources (source_id, lake_id)';
const KEEP = `insert into ${SOURCES} select * from unnest($1::text[], $2::bigint[])`;
const CLAIM = `${KEEP} on conflict (source_id) do nothing returning lake_id`;
const KEEP_MANY = `copy ${SOURCES} from stdin (format binary)`;

/**
 * Claims the source ids of rows that are taken for new, and makes the partitions that they need: half the work, for nothing
 * is looked up first. Fails with a unique violation when one of them is there already.
 */
export function keepSources(connection: Connection, rows: readonly Source[]): Promise<unknown> {
  if (rows.length === 0) return Promise.resolve();
  const keep = rows.length < MANY_ROWS ? keepFew : keepMany;
  return Promise.all([makePartitions(connection, rows), keep(connection, rows)]);
}

const asArrays = (rows: readonly Source[]): Buffer[] => [
  texts(rows.map(({ sourceId }) => sourceId)),
  bigints(rows.map(({ id }) => id)),
];

function keepFew(connection: Connection, rows: readonly Source[]): Promise<unknown> {
  return connection.query({ name: 'keep sources', text: KEEP, values: asArrays(rows) });
}

function keepMany(connection: Connection, sources: readonly Source[]): Promise<unknown> {
  const rows = createCopyRows(2);
  for (const { sourceId, id } of sources) {
    rows.row();
    rows.text(sourceId);
    rows.bigint(id);
  }
  return copyRows(connection, { name: 'keep many sources', text: KEEP_MANY, data: rows.end() });
}

const FACTS =
  'event_lake (id, guild_id, user_id, event_type, channel_id, target_id, payload, source_id, timestamp)';
const LAY_MANY = `copy ${FACTS} from stdin (format binary)`;
const LAY = `
  insert into ${FACTS}
  select * from unnest(
    $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::jsonb[], $8::text[],
    $9::timestamptz[])`;

/**
 * Claims the source ids of rows, over all partitions of the lake.
 * @returns the ids of those rows whose source does not lie there already: these are to be laid in the same transaction
 */
export async function claimSources(connection: Connection, rows: readonly Source[]): Promise<Set<bigint>> {
  if (rows.length === 0) return new Set();
  await makePartitions(connection, rows);
  const claimed = await connection.query({
    name: 'claim sources',
    text: CLAIM,
    rowMode: 'array',
    values: asArrays(rows),
  });
  return new Set((claimed.rows as [bigint][]).map(([id]) => id));
}

/** Lays rows in the lake whose sources were claimed. */
export function layFacts(connection: Connection, rows: readonly LakeRow[]): Promise<unknown> {
  if (rows.length === 0) return Promise.resolve();
  return rows.length < MANY_ROWS ? layFew(connection, rows) : layMany(connection, rows);
}

function layMany(connection: Connection, facts: readonly LakeRow[]): Promise<unknown> {
  const rows = createCopyRows(9);
  for (const fact of facts) {
    rows.row();
    rows.bigint(fact.id);
    rows.bigint(fact.guildId);
    rows.bigint(fact.userId);
    rows.text(fact.eventType);
    rows.bigint(fact.channelId);
    rows.bigint(fact.targetId);
    rows.jsonb(JSON.stringify(fact.payload));
    rows.text(fact.sourceId);
    rows.time(fact.at);
  }
  return copyRows(connection, { name: 'lay many facts', text: LAY_MANY, data: rows.end() });
}

function layFew(connection: Connection, rows: readonly LakeRow[]): Promise<unknown> {
  const values = [
    bigints(rows.map(({ id }) => id)),
    bigints(rows.map(({ guildId }) => guildId)),
    bigints(rows.map(({ userId }) => userId)),
    texts(rows.map(({ eventType }) => eventType)),
    bigints(rows.map(({ channelId }) => channelId)),
    bigints(rows.map(({ targetId }) => targetId)),
    jsonbs(rows.map(({ payload }) => JSON.stringify(payload))),
    texts(rows.map(({ sourceId }) => sourceId)),
    times(rows.map(({ at }) => at)),
  ];
  return connection.query({ name: 'lay facts', text: LAY, values });
}

/** Rows of a partition; see `make_lake_partitions`. */
const PARTITION = 1_000_000n;

/**
 * Makes the next partition when the first row of one is claimed: long before it is needed. Every id is claimed in its turn,
 * and what is rolled back is claimed again.
 */
function makePartitions(connection: Connection, rows: readonly Pick<LakeRow, 'id'>[]): Promise<unknown> {
  const [first, last] = [rows[0]?.id ?? 0n, rows.at(-1)?.id ?? 0n];
  if ((first - 1n) / PARTITION === last / PARTITION) return Promise.resolve();
  return connection.query('select make_lake_partitions($1)', [last + PARTITION]);
}
