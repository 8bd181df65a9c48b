import type { Transaction } from './audit.js';

/** Two changes at once would each find the tables as they were before the other: the second waits for the first's end. */
export async function oneAtATime(tx: Transaction, what: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext(${`admin:${what}`}))`;
}
