import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@synapse/testkit';
import { startLife } from '../life/life.js';
import { services } from '../parts/parts.js';
import { startDatabaseServer } from '../system/database-server.js';
import { bringUp, drained, ended } from '../system/phases.js';
import { type System, startSystem } from '../system/system.js';
import { type Tally, writeAll } from './writers.js';

const LOOK_EVERY_MS = 1_000;

interface Count {
  /** Transactions that moved a position: each applied a batch of the log. */
  batches: number;
  /** All that were committed, by whomever. */
  commits: number;
  deadlocks: number;
}

/** Lets every writer work at once until so many batches were applied. @returns figures, also as a line, and whether all is well */
export async function countDeadlocks(
  batches: number,
  seed: number,
): Promise<Count & { line: string; isWell: boolean }> {
  const folder = temporaryFolder('synapse-faults-database-');
  const database = await startDatabaseServer(join(folder.path, 'postgres'));
  const system = await startSystem({ seed, database, services });
  try {
    await bringUp(system);
    const began = performance.now();
    const tally = await writeUntil(system, batches, seed);
    const took = ((performance.now() - began) / 1_000).toFixed(0);
    await drained(system);
    const count = await countNow(system);
    const wrong = await ended(system);
    const { code } = await system.command('reward-engine', 'verify-main');
    const idle = Object.entries(tally).filter(([, { done }]) => done === 0);
    const complaints = [
      ...wrong,
      ...(code === 0 ? [] : ['figures are not the sums of the journal']),
      ...idle.map(([name]) => `${name} never got through`),
    ];
    const figures = `${count.deadlocks} deadlocks in ${count.batches} batches and ${count.commits} commits, ${took} s`;
    return {
      ...count,
      line: [figures, ...complaints, inWords(tally)].join('; '),
      isWell: count.deadlocks === 0 && complaints.length === 0,
    };
  } finally {
    await system.end();
    await database.stop();
    folder.remove();
  }
}

/** Each writer with how often it wrote, and how often nobody answered it. */
const inWords = (tally: Tally): string =>
  `written: ${Object.entries(tally)
    .map(
      ([name, { done, unanswered }]) =>
        `${name} ${done}${unanswered > 0 ? ` (${unanswered} unanswered)` : ''}`,
    )
    .join(', ')}`;

async function writeUntil(system: System, batches: number, seed: number): Promise<Tally> {
  const over = new AbortController();
  const life = await startLife(system, [], seed, 60);
  const writing = writeAll(system, seed, over.signal);
  const enough = async () => {
    while (!over.signal.aborted && (await countNow(system)).batches < batches) await sleep(LOOK_EVERY_MS);
  };
  try {
    await Promise.race([enough(), writing]);
  } finally {
    over.abort();
    await Promise.all([writing, life.stop()]);
  }
  return writing;
}

async function countNow(system: System): Promise<Count> {
  const [row] = await system.rows<Record<keyof Count, string>>(
    `select deadlocks, xact_commit as commits,
            (select sum(n_tup_upd) from pg_stat_user_tables where relname in ('lake_positions', 'engine_positions')) as batches
     from pg_stat_database where datname = current_database()`,
  );
  return {
    batches: Number(row?.batches ?? 0),
    commits: Number(row?.commits ?? 0),
    deadlocks: Number(row?.deadlocks ?? 0),
  };
}
