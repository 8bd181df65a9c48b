import { connectBus } from '@synapse/bus';
import type { Outcome } from '@synapse/contracts';
import type { Command } from '@synapse/runtime';
import { checkDatabase, openPool, openPrisma } from '@synapse/store';
import type { spec } from '../config.js';
import type { WhatIfJob } from './apply-what-if.js';

/** It may look for rows in a large journal. */
const TIMEOUT_MS = 600_000;

/** Opens what an apply or an undo needs, does it, and closes it again; tells on standard error how far it is. */
export async function runJob<T>(
  name: string,
  { config, signal }: Command<typeof spec>,
  work: (job: WhatIfJob) => Promise<T>,
): Promise<T> {
  const database = { url: config.DATABASE_URL, applicationName: `admin ${name}` };
  await checkDatabase({ ...database, writes: true }, 'admin_positions');
  const bus = await connectBus({ url: config.NATS_URL, name: database.applicationName });
  const prisma = openPrisma(config.DATABASE_URL, { applicationName: database.applicationName });
  const pool = openPool({ ...database, statementTimeoutMs: TIMEOUT_MS, max: 1 });
  const onProgress = (done: number, of: number) => void process.stderr.write(`correction ${done} of ${of}\n`);
  try {
    return await work({ prisma, bus, pool, community: config.COMMUNITY, signal, onProgress });
  } finally {
    await pool.end();
    await prisma.close();
    await bus.close();
  }
}

/** How many corrections had which outcome, in words. */
export function describeOutcomes(outcomes: readonly Outcome[]): string {
  const reasons = outcomes.map(({ status, reason }) => reason ?? status);
  const counts = [...new Set(reasons)].map(
    (each) => `${reasons.filter((reason) => reason === each).length} ${each}`,
  );
  return `${outcomes.length} corrections${counts.length > 0 ? `: ${counts.join(', ')}` : ''}.`;
}
