import { setTimeout as sleep } from 'node:timers/promises';
import {
  countFacts,
  dropOldestPartition,
  keepSources,
  type LakeRow,
  layFacts,
  type Owner,
  openPool,
  own,
  type Pool,
  removeOldRows,
  sendTransaction,
  transactionOf,
} from '@synapse/store';
import { roleUrl } from '@synapse/testkit';
import { VoidFigureError } from './check-tables.js';
import type { Row } from './pair.js';
import { ROLES, type Stack } from './stack.js';
import { createDurations } from './statistics.js';

const BATCH = 50;
const BATCHES = 600;
const EVERY_MS = 10;
const PARTITION = 1_000_000;
/** Rows of the partition that is dropped, and those that go one by one: more than retention comes to meanwhile. */
const [DROPPED, REMOVED, REMOVED_A_STEP] = [40_000, 250_000, 5_000];
const [GUILD, OLD_GUILD] = [10n, 20n];
const NOW = Date.parse('2026-01-01T00:00:00Z');
const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const CUTOFF = new Date('2025-01-01T00:00:00Z');

/**
 * How long a batch of the lake takes at most while retention drops a partition and removes rows beside it, as the
 * lake-writer's job does, and while it does not.
 */
export async function measureMaintenance(stack: Stack, rounds: number): Promise<Row> {
  const pairs: Row['pairs'] = [];
  for (let round = 0; round < rounds; round++) pairs.push(await oneRound(stack));
  return {
    key: 'maintenance',
    what: `lake, ${BATCH} rows every ${EVERY_MS} ms while retention runs, p99`,
    against: 'the same without retention',
    unit: 'ms',
    goal: { reach: 1.5, aim: 1.1, isMost: true },
    pairs,
  };
}

async function oneRound(stack: Stack): Promise<Row['pairs'][number]> {
  const url = await stack.freshDatabase('maintenance');
  const role = { url: roleUrl(url, ROLES['lake-writer']), applicationName: 'bench' };
  const pool = openPool({ ...role, url, max: 1, statementTimeoutMs: 60_000 });
  const jobs = openPool({ ...role, max: 1, statementTimeoutMs: 60_000 });
  const never = new AbortController().signal;
  const owner = await own({ ...role, service: 'lake-writer', community: 'bench', signal: never });
  const stop = new AbortController();
  try {
    await layOld(pool);
    await p99(owner, PARTITION);
    const limit = await p99(owner, PARTITION + BATCH * BATCHES);
    const [ours, gone] = await Promise.all([
      p99(owner, PARTITION + 2 * BATCH * BATCHES).finally(() => stop.abort()),
      retain(jobs, stop.signal),
    ]);
    if (gone < DROPPED + REMOVED_A_STEP) throw new VoidFigureError(`Retention took only ${gone} rows.`);
    if (gone === DROPPED + REMOVED) throw new VoidFigureError('Retention had nothing left to do.');
    await check(pool, 3 * BATCH * BATCHES);
    return { ours: { value: ours }, limit: { value: limit } };
  } finally {
    stop.abort();
    await owner.release();
    await jobs.end();
    await pool.end();
  }
}

const OLD = `
  with laid as (
    insert into event_lake
    select i, $3, 1 + i % 1000, 'message_create', 100, null, '{"length": 20}', 'old:' || i, $4
    from generate_series($1::bigint, $2::bigint) as i returning id, source_id
  ) insert into event_lake_sources select source_id, id from laid`;

/** Rows that retention will take: in a partition of their own, and among those to keep. */
async function layOld(pool: Pool): Promise<void> {
  const among = PARTITION + PARTITION / 2;
  await pool.query('select make_lake_partitions($1)', [among + PARTITION]);
  await pool.query(OLD, [1, DROPPED, GUILD, LONG_AGO]);
  await pool.query(OLD, [among, among + REMOVED - 1, OLD_GUILD, LONG_AGO]);
}

/** Lays batches at a steady pace. @returns the 99th percentile of what one took, in milliseconds */
async function p99(owner: Owner, firstId: number): Promise<number> {
  const durations = createDurations();
  const start = performance.now();
  for (let batch = 0; batch < BATCHES; batch++) {
    const early = start + batch * EVERY_MS - performance.now();
    if (early > 0) await sleep(early);
    const rows = Array.from({ length: BATCH }, (_, n) => rowOf(firstId + batch * BATCH + n));
    const sentAt = performance.now();
    await owner.send((connection) =>
      sendTransaction(connection, (transaction, queue) => {
        queue(keepSources(transaction, rows));
        queue(layFacts(transaction, rows));
        queue(countFacts(transaction, rows.map(counted)));
      }),
    );
    durations.add(performance.now() - sentAt);
  }
  return durations.percentiles().p99;
}

const rowOf = (id: number): LakeRow => ({
  id: BigInt(id),
  guildId: GUILD,
  userId: BigInt(1 + (id % 1_000)),
  eventType: 'message_create',
  channelId: 100n,
  targetId: null,
  payload: { length: 20 },
  sourceId: `new:${id}`,
  at: NOW,
});

const counted = ({ userId, eventType }: LakeRow) => ({
  userId,
  eventType,
  categoryId: 0,
  period: 'lifetime',
  count: 1,
});

/** As the lake-writer's job does it: small transactions on a connection of its own, resting as long as each took. */
async function retain(jobs: Pool, signal: AbortSignal): Promise<number> {
  let gone = 0;
  while (!signal.aborted) {
    const before = performance.now();
    gone += await transactionOf(jobs, async (connection) => {
      const dropped = await dropOldestPartition(connection, CUTOFF);
      return dropped?.rows ?? removeOldRows(connection, OLD_GUILD, CUTOFF, REMOVED_A_STEP);
    });
    await sleep(performance.now() - before);
  }
  return gone;
}

async function check(pool: Pool, rows: number): Promise<void> {
  const found = await pool.query(
    `select (select count(*)::int from event_lake where guild_id = $1 and timestamp > $2) as laid,
            (select sum(count)::int from event_counters) as counted`,
    [GUILD, CUTOFF],
  );
  const [{ laid, counted: sum }] = found.rows;
  if (laid !== rows || sum !== rows) throw new VoidFigureError(`${laid} rows, ${sum} counted, not ${rows}.`);
}
