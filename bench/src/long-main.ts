import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  countFacts,
  keepSources,
  type LakeRow,
  layFacts,
  migrate,
  type Owner,
  openPool,
  own,
  type Pool,
} from '@synapse/store';
import { ensureDatabase, seededRandom, startPostgres, temporaryFolder } from '@synapse/testkit';
import { VoidFigureError } from './check-tables.js';
import { createClosing } from './closing.js';
import { sendEach } from './send-each.js';
import { median } from './statistics.js';

const help = `Measures what the lake takes when it is full, beside an empty one.

  npm run bench:long                  20,000,000 rows and 1,000,000 members
  npm run bench:long -- --rows N      fewer rows (at least 1000000); a twentieth as many members
  npm run bench:long -- --pairs N     pairs of full and empty (default 7)

Rows are filled in before their indexes are made. It brings a durable PostgreSQL of its own and leaves nothing behind.
`;

const BATCH = 1_000;
const BATCHES = 50;
const START = Date.parse('2026-01-01T00:00:00Z');
const GUILD = 1_000_000_000_000_000_000n;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '20000000' },
      pairs: { type: 'string', default: '7' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const closing = createClosing();
  try {
    await measure(closing, Number(values.rows), Number(values.pairs));
  } finally {
    await closing.all(say);
  }
}

async function measure(closing: ReturnType<typeof createClosing>, rows: number, pairs: number) {
  const folder = temporaryFolder('synapse-bench-');
  closing.add('the temporary folder', folder.remove);
  const server = await startPostgres({ dataDir: join(folder.path, 'postgres'), durable: true });
  closing.add('PostgreSQL', server.stop);
  const full = await openLake(server.url, 'full_lake', closing);
  const empty = await openLake(server.url, 'empty_lake', closing);
  const members = Math.max(1, Math.round(rows / 20));
  await fill(full.pool, rows, members);
  full.next = BigInt(rows) + 1n;
  const ratios: number[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    await empty.pool.query('truncate event_lake, event_lake_sources, event_counters');
    const rates = { full: await write(full, members), empty: await write(empty, members) };
    say(`full ${rates.full.toFixed(0)} rows/s, empty ${rates.empty.toFixed(0)} rows/s`);
    if (pair > 0) ratios.push(rates.full / rates.empty);
  }
  process.stdout.write(
    `lake write with ${rows} rows and ${members} members in place, against an empty lake: ${median(ratios).toFixed(2)} (to reach: 0.95, aim: 1)\n`,
  );
}

interface Lake {
  pool: Pool;
  owner: Owner;
  /** The next id. */
  next: bigint;
}

async function openLake(
  adminUrl: string,
  name: string,
  closing: ReturnType<typeof createClosing>,
): Promise<Lake> {
  const url = await ensureDatabase(adminUrl, name);
  await migrate(url);
  const options = { url, applicationName: 'bench', statementTimeoutMs: 3_600_000 };
  const pool = openPool(options);
  closing.add(`the connections to ${name}`, () => pool.end());
  const never = new AbortController().signal;
  const owner = await own({ ...options, service: 'lake-writer', community: 'bench', signal: never });
  closing.add(`the writer of ${name}`, owner.release);
  return { pool, owner, next: 1n };
}

/** Fills a lake as if members had talked for a long time, then makes its indexes. */
async function fill(pool: Pool, rows: number, members: number): Promise<void> {
  say(`filling in ${rows} rows`);
  const { rows: indexes } = await pool.query(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'event_lake' and indexname <> 'event_lake_pkey'`,
  );
  for (const { name } of indexes) await pool.query(`drop index ${name}`);
  await pool.query('alter table event_lake_sources drop constraint event_lake_sources_pkey');
  await pool.query('select make_lake_partitions($1)', [rows + 1_000_000]);
  const every = 1_000_000;
  for (let from = 1; from <= rows; from += every) {
    const to = Math.min(from + every - 1, rows);
    const values = [from, to, members, new Date(START)];
    await pool.query(FILL, values);
    await pool.query(
      `insert into event_lake_sources select source_id, id from event_lake where id between $1 and $2`,
      [from, to],
    );
    say(`  ${to}`);
  }
  say('making the indexes');
  await pool.query(
    'alter table event_lake_sources add constraint event_lake_sources_pkey primary key (source_id)',
  );
  for (const { definition } of indexes) await pool.query(definition.replace(' ON ONLY ', ' ON '));
  await pool.query(
    `insert into event_counters select user_id, event_type, 0, period, count(*) from event_lake,
       lateral (values ('lifetime'), ('day:' || to_char(timestamp at time zone 'UTC', 'YYYY-MM-DD'))) as p(period)
     where id % 4 = 0 group by 1, 2, 4`,
  );
  await pool.query('vacuum analyze');
  await pool.query('checkpoint');
}

/** Ids and times as {@link rowOf} gives them. */
const FILL = `
  insert into event_lake
  select i, ${GUILD}, 2000000000000000000 + (i * 7919) % $3::bigint, 'message_create', ${GUILD} + i % 50, null,
    '{"length": 40, "has_link": false, "is_reply": false, "word_count": 8, "emoji_count": 0, "has_attachment": false, "has_code_block": false, "attachment_count": 0, "reply_to_user_id": null, "parent_channel_id": null}',
    'msg:' || (1400000000000000000 + i * 400000), $4::timestamptz + i * interval '500 milliseconds'
  from generate_series($1::bigint, $2::bigint) as i`;

const PAYLOAD = {
  length: 40,
  has_link: false,
  is_reply: false,
  word_count: 8,
  emoji_count: 0,
  has_attachment: false,
  has_code_block: false,
  attachment_count: 0,
  reply_to_user_id: null,
  parent_channel_id: null,
};

function rowOf(id: bigint, member: number): LakeRow {
  return {
    id,
    guildId: GUILD,
    userId: 2_000_000_000_000_000_000n + BigInt(member),
    eventType: 'message_create',
    channelId: GUILD + (id % 50n),
    targetId: null,
    payload: PAYLOAD,
    sourceId: `msg:${1_400_000_000_000_000_000n + id * 400_000n}`,
    at: START + Number(id) * 500,
  };
}

/** Rows a second that are laid and counted as the lake-writer does it. */
async function write(lake: Lake, members: number): Promise<number> {
  const first = lake.next;
  const start = performance.now();
  await sendEach(lake.owner, batchesOf(lake, members), (transaction, queue, rows) => {
    queue(keepSources(transaction, rows));
    queue(layFacts(transaction, rows));
    queue(countFacts(transaction, stepsOf(rows)));
  });
  const took = performance.now() - start;
  const { rows: found } = await lake.pool.query(
    'select count(*)::int as count from event_lake where id >= $1',
    [first],
  );
  if (found[0].count !== BATCH * BATCHES) throw new VoidFigureError(`${found[0].count} rows were laid.`);
  return ((BATCH * BATCHES) / took) * 1_000;
}

function* batchesOf(lake: Lake, members: number): Generator<LakeRow[]> {
  const random = seededRandom(Number(lake.next));
  for (let batch = 0; batch < BATCHES; batch++) {
    const rows = Array.from({ length: BATCH }, (_, n) =>
      rowOf(lake.next + BigInt(n), Math.floor(random.next() * members)),
    );
    lake.next += BigInt(BATCH);
    yield rows;
  }
}

function stepsOf(rows: readonly LakeRow[]) {
  const counts = new Map<bigint, number>();
  for (const { userId } of rows) counts.set(userId, (counts.get(userId) ?? 0) + 1);
  const day = `day:${new Date(rows[0]?.at ?? 0).toISOString().slice(0, 10)}`;
  return [...counts].flatMap(([userId, count]) =>
    ['lifetime', day].map((period) => ({
      userId,
      eventType: 'message_create',
      categoryId: 0,
      period,
      count,
    })),
  );
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    say(`bench: ${error.message}`);
    process.exit(1);
  },
);
