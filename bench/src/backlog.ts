import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from '@synapse/store';
import { roleUrl } from '@synapse/testkit';
import type { Measured, Pair, Row } from './pair.js';
import { openRecording, type Sent } from './recording.js';
import { openReplay } from './replay.js';
import { checkSameRows } from './same-rows.js';
import { COMMUNITY, type Reader, ROLES, type Stack } from './stack.js';
import { rateOf } from './timed.js';

/** What lies in the log, by place: a part to warm up on, fresh facts, and the same facts again. */
export interface Backlog {
  warm: { to: number; facts: number };
  fresh: { to: number; facts: number };
  again: { to: number; facts: number };
}

interface Run {
  fresh: Pair;
  again: Measured;
  peakMemory: number;
}

const POSITIONS: Readonly<Record<Reader, string>> = {
  'lake-writer': 'lake_positions',
  'reward-engine': 'engine_positions',
};
const LOOK_EVERY_MS = 5;

/** One service alone on a log full of facts, beside what it sent to PostgreSQL, sent again from memory. */
export async function measureBacklog(
  stack: Stack,
  name: Reader,
  backlog: Backlog,
  rounds: number,
): Promise<{ rows: Row[]; peakMemory: number }> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await oneRun(stack, name, backlog, round));
  const goals = name === 'lake-writer' ? { reach: 0.75, aim: 0.9 } : { reach: 0.7, aim: 0.85 };
  return {
    peakMemory: Math.max(...runs.map(({ peakMemory }) => peakMemory)),
    rows: [
      {
        key: `backlog_${name}`,
        what: `${name} on a backlog`,
        against: 'its transactions from memory',
        unit: 'facts/s',
        goal: goals,
        pairs: runs.map(({ fresh }) => fresh),
      },
      {
        key: `duplicates_${name}`,
        what: `a storm of duplicates, ${name}`,
        against: 'fresh facts',
        unit: 'facts/s',
        goal: { reach: 2.5, aim: 3.5 },
        pairs: runs.map(({ fresh, again }) => ({ ours: again, limit: fresh.ours })),
      },
    ],
  };
}

async function oneRun(stack: Stack, name: Reader, backlog: Backlog, round: number): Promise<Run> {
  const database = await stack.freshDatabase('backlog');
  const pool = openPool({ url: database, applicationName: 'bench', max: 1 });
  const record = join(stack.folder, `backlog-${name}-${round}.sql`);
  const service = await stack.startReader(name, { database, record });
  const pids = { PostgreSQL: stack.pids.PostgreSQL, 'nats-server': stack.pids['nats-server'] };
  const allPids = { ...pids, [name]: service.pid };
  const at = (sequence: number) => untilAt(pool, POSITIONS[name], sequence);
  try {
    await at(backlog.warm.to);
    const ours = await rateOf(backlog.fresh.facts, allPids, () => at(backlog.fresh.to));
    const again = await rateOf(backlog.again.facts, allPids, () => at(backlog.again.to));
    const peakMemory = service.peakMemory();
    await service.stop();
    const limit = await replayed(stack, name, openRecording(record).more(), backlog, database);
    return { fresh: { ours, limit }, again, peakMemory };
  } finally {
    await service.stop();
    await pool.end();
  }
}

async function untilAt(pool: ReturnType<typeof openPool>, table: string, sequence: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(`select sequence from ${table} where community = $1`, [COMMUNITY]);
    if (Number(rows[0]?.sequence ?? 0) >= sequence) return;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Sends the same again to a copy: timed is what the service needed for the same facts. */
async function replayed(
  stack: Stack,
  name: Reader,
  sent: readonly Sent[],
  { warm, fresh }: Backlog,
  original: string,
): Promise<Measured> {
  const url = await stack.freshDatabase('replayed');
  const replay = await openReplay(roleUrl(url, ROLES[name]));
  try {
    const placeAfter = (entry: number) =>
      1 + sent.findLastIndex(({ sequence }) => sequence !== null && sequence <= entry);
    const [from, to] = [placeAfter(warm.to), placeAfter(fresh.to)];
    await replay.run(sent.slice(0, from));
    const pids = { PostgreSQL: stack.pids.PostgreSQL, sender: process.pid };
    const measured = await rateOf(fresh.facts, pids, () => replay.run(sent.slice(from, to)));
    await replay.run(sent.slice(to));
    await checkSameRows([name], original, url);
    return measured;
  } finally {
    replay.close();
  }
}
