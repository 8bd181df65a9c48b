import { readRewards } from '@synapse/bus';
import type { Transaction } from './audit.js';
import type { Admin } from './changes/admin.js';

/** Frames without an erasure move the position once in so many. */
const NOTED_EVERY = 1_000;

/**
 * Forgets whoever was erased, through whatever door: their snapshots in the audit trail, what they asked for, their sessions
 * and keys. Reads reward frames from where it stood until `signal` aborts.
 */
export async function followErasures(admin: Admin, signal: AbortSignal): Promise<void> {
  const { prisma, bus, community } = admin;
  const position = await prisma.adminRewardPosition.findUnique({ where: { community } });
  const from = Number(position?.sequence ?? 0n) + 1;
  let unnoted = 0;
  for await (const { sequence, frame } of readRewards(bus, { community, from, signal })) {
    const erased = frame.events.flatMap((event) => (event.kind === 'member_erased' ? [event.member_id] : []));
    unnoted += 1;
    if (erased.length === 0 && unnoted < NOTED_EVERY) continue;
    await prisma.$transaction(async (tx) => {
      for (const member of erased) await forgetMember(tx, member);
      const row = { community, sequence: BigInt(sequence) };
      await tx.adminRewardPosition.upsert({ where: { community }, create: row, update: row });
    });
    unnoted = 0;
  }
}

/** The chain of the audit trail holds: it is made of digests. */
async function forgetMember(tx: Transaction, member: string): Promise<void> {
  const id = BigInt(member);
  await tx.$executeRaw`select blank_audit_of_member(${id})`;
  await tx.changeRequest.deleteMany({ where: { actorId: id, status: { not: null } } });
  await tx.memberImportRow.deleteMany({ where: { member: id } });
  await tx.adminSession.deleteMany({ where: { userId: id } });
  await tx.apiKey.deleteMany({ where: { createdBy: id } });
  await tx.category.updateMany({ where: { createdBy: id }, data: { createdBy: 0n } });
}
