import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { discordSubject } from '@synapse/contracts';
import { SPARE } from './bare-publishes.js';
import type { Stack } from './stack.js';
import { createDurations, type Percentiles } from './statistics.js';

/** What one durable step takes alone, one after the other on an idle machine. */
export interface BareWaits {
  fsync: Percentiles;
  publish: Percentiles;
  commit: Percentiles;
}

const TIMES = 300;
const FACT_BYTES = 400;

export async function measureBareWaits(stack: Stack): Promise<BareWaits> {
  return {
    fsync: await bareFsync(stack.folder),
    publish: await timed(() => stack.bus.js.publish(discordSubject(SPARE), new Uint8Array(FACT_BYTES))),
    commit: await bareCommit(stack),
  };
}

async function bareFsync(folder: string): Promise<Percentiles> {
  const file = openSync(join(folder, 'bare-fsync'), 'w');
  try {
    return await timed(() => {
      writeSync(file, Buffer.alloc(FACT_BYTES));
      fsyncSync(file);
    });
  } finally {
    closeSync(file);
  }
}

/** One row changed and on disk. */
async function bareCommit({ pool }: Stack): Promise<Percentiles> {
  const connection = await pool.connect();
  try {
    const statement = { name: 'bare commit', text: 'update engine_positions set sequence = sequence + 1' };
    return await timed(() => connection.query(statement));
  } finally {
    connection.release();
  }
}

async function timed(work: () => unknown): Promise<Percentiles> {
  const durations = createDurations();
  for (let n = 0; n < TIMES; n++) {
    const start = performance.now();
    await work();
    durations.add(performance.now() - start);
  }
  return durations.percentiles();
}
