import type { OpenPrismaClient } from '@synapse/store';
import { audit, THE_SYSTEM } from '../audit.js';
import { oneAtATime } from '../one-at-a-time.js';

/** Asks for the retention of a UTC day, once, however many processes and restarts there are. */
export async function retainDaily(prisma: OpenPrismaClient, now: Date): Promise<void> {
  const occasion = `retention-${now.toISOString().slice(0, 10)}`;
  await prisma.$transaction(async (tx) => {
    await oneAtATime(tx, 'jobs');
    if (await tx.job.findUnique({ where: { occasion } })) return;
    const job = { kind: 'retention', occasion, input: {}, askedBy: THE_SYSTEM, askedAt: now };
    const { id } = await tx.job.create({ data: job });
    const after = { id: String(id), kind: 'retention', asked_at: now.toISOString() };
    await audit(tx, { action: 'CREATE', table: 'jobs', id, after, reason: 'Once a day.' });
  });
}
