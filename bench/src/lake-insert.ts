import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Connection,
  keepSources,
  type LakeRow,
  layFacts,
  openPool,
  own,
  type Pool,
  type Queue,
} from '@synapse/store';
import { roleUrl } from '@synapse/testkit';
import { VoidFigureError } from './check-tables.js';
import type { Measured, Row } from './pair.js';
import type { Sent } from './recording.js';
import { openReplay } from './replay.js';
import { sendEach } from './send-each.js';
import { ROLES, type Stack } from './stack.js';
import { rateOf } from './timed.js';

const BATCH = 1_000;
/** All that a fact leaves in the lake, ids included. */
const TABLES = ['event_lake_sources', 'event_lake'];

/** The lake's insert, which passes duplicates over, beside a bare COPY of the same rows into the same tables. */
export async function measureLakeInsert(
  stack: Stack,
  { facts, rounds }: { facts: number; rounds: number },
): Promise<Row> {
  const batches = await rowsOf(stack.pool, facts);
  const url = await stack.freshDatabase('inserts');
  const pool = openPool({ url, applicationName: 'bench', max: 1 });
  const owner = await own({
    url: roleUrl(url, ROLES['lake-writer']),
    applicationName: 'bench',
    service: 'lake-writer',
    community: 'bench',
    signal: new AbortController().signal,
  });
  const replay = await openReplay(url);
  const pids = { PostgreSQL: stack.pids.PostgreSQL, writer: process.pid };
  const total = batches.flat().length;
  const pairs: Row['pairs'] = [];
  const check = async (measured: Measured) => {
    const { rows } = await pool.query(
      'select count(*)::int as laid, count(s.lake_id)::int as known from event_lake l left join event_lake_sources s on s.lake_id = l.id',
    );
    if (rows[0].laid !== total || rows[0].known !== total) {
      throw new VoidFigureError(`${JSON.stringify(rows[0])} instead of ${total} rows.`);
    }
    return measured;
  };
  try {
    let copies: Sent[] = [];
    for (let round = 0; round <= rounds; round++) {
      await pool.query(`truncate ${TABLES}`);
      const ours = await check(await rateOf(total, pids, () => sendEach(owner, batches, layRows)));
      if (round === 0) copies = await copiesOf(stack, pool, batches);
      await pool.query(`truncate ${TABLES}`);
      const limit = await check(await rateOf(total, pids, () => replay.run(copies)));
      if (round > 0) pairs.push({ ours, limit });
    }
  } finally {
    replay.close();
    await pool.end();
    await owner.release();
  }
  return {
    key: 'lake_insert',
    what: `lake insert with dedupe, ${BATCH} a batch`,
    against: 'raw COPY of the same rows into the same tables',
    unit: 'rows/s',
    goal: { reach: 0.95, aim: 1 },
    pairs,
  };
}

const layRows = (transaction: Connection, queue: Queue, batch: LakeRow[]): void => {
  queue(keepSources(transaction, batch));
  queue(layFacts(transaction, batch));
};

async function rowsOf(pool: Pool, facts: number): Promise<LakeRow[][]> {
  const { rows } = await pool.query('select * from event_lake order by id limit $1', [facts]);
  const all: LakeRow[] = rows.map((row) => ({
    id: row.id,
    guildId: row.guild_id,
    userId: row.user_id,
    eventType: row.event_type,
    channelId: row.channel_id,
    targetId: row.target_id,
    payload: row.payload,
    sourceId: row.source_id,
    at: row.timestamp.getTime(),
  }));
  return Array.from({ length: Math.floor(all.length / BATCH) }, (_, n) =>
    all.slice(n * BATCH, (n + 1) * BATCH),
  );
}

/** The rows of each batch as PostgreSQL's own binary COPY has them, ready to be sent in one transaction. */
async function copiesOf(stack: Stack, pool: Pool, batches: readonly LakeRow[][]): Promise<Sent[]> {
  const copies: Sent[] = [];
  for (const batch of batches) {
    const [first, last] = [batch[0]?.id, batch.at(-1)?.id];
    const parts: Buffer[] = [query('begin')];
    for (const table of TABLES) {
      const key = table === 'event_lake' ? 'id' : 'lake_id';
      const file = join(stack.postgresFolder, 'bench.copy');
      await pool.query(
        `copy (select * from ${table} where ${key} between ${first} and ${last} order by ${key}) to '${file}' (format binary)`,
      );
      parts.push(
        query(`copy ${table} from stdin (format binary)`),
        message('d', readFileSync(file)),
        message('c'),
      );
      rmSync(file);
    }
    parts.push(query('commit'));
    copies.push({ bytes: Buffer.concat(parts), answers: 2 + TABLES.length, sequence: null });
  }
  return copies;
}

const query = (text: string) => message('Q', Buffer.from(`${text}\0`));

function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
