import { type RewardsPlace, readEveryFrame } from '@synapse/bus';
import type { OpenPrismaClient } from '@synapse/store';
import type { Transaction } from './audit.js';
import type { Admin } from './changes/admin.js';

/**
 * Forgets whoever was erased, through whatever door: their snapshots in the audit trail, what they asked for, their sessions
 * and keys. Reads reward frames from where it stood until `signal` aborts.
 */
export async function followErasures(admin: Admin, signal: AbortSignal): Promise<void> {
  const { prisma, bus, community } = admin;
  const after = await readRewardsPlace(prisma, community);
  const note = (place: RewardsPlace) => noteRead(prisma, community, place);
  const frames = readEveryFrame(bus, { community, after, service: 'admin', note, signal });
  for await (const { sequence, frame } of frames) {
    const erased = frame.events.flatMap((event) => (event.kind === 'member_erased' ? [event.member_id] : []));
    if (erased.length === 0) continue;
    await prisma.$transaction(async (tx) => {
      for (const member of erased) await forgetMember(tx, member);
      await noteRead(tx, community, { sequence, frame: frame.frame });
    });
  }
}

/** How far admin is in a community's reward frames. */
export async function readRewardsPlace(
  prisma: Pick<OpenPrismaClient, 'adminRewardPosition'>,
  community: string,
): Promise<RewardsPlace> {
  const row = await prisma.adminRewardPosition.findUnique({ where: { community } });
  const frame = row?.frame ?? null;
  return { sequence: Number(row?.sequence ?? 0n), frame: frame === null ? null : Number(frame) };
}

export async function noteRead(
  prisma: Pick<OpenPrismaClient, 'adminRewardPosition'>,
  community: string,
  { sequence, frame }: RewardsPlace,
): Promise<void> {
  const row = { community, sequence: BigInt(sequence), frame: frame === null ? null : BigInt(frame) };
  await prisma.adminRewardPosition.upsert({ where: { community }, create: row, update: row });
}

/** The chain of the audit trail holds: it is made of digests. */
async function forgetMember(tx: Transaction, member: string): Promise<void> {
  const id = BigInt(member);
  await tx.$executeRaw`select blank_audit_of_member(${id})`;
  await tx.changeRequest.deleteMany({ where: { actorId: id, status: { not: null } } });
  await tx.memberImportRow.deleteMany({ where: { member: id } });
  await forgetWaitingFrames(tx, id);
  await tx.adminSession.deleteMany({ where: { userId: id } });
  await tx.apiKey.deleteMany({ where: { createdBy: id } });
  await tx.category.updateMany({ where: { createdBy: id }, data: { createdBy: 0n } });
}

/** What waits to be applied and tells of them is dropped: the file is there to be read again. What is under way the engine keeps out. */
async function forgetWaitingFrames(tx: Transaction, member: bigint): Promise<void> {
  const naming = `"${member}"`;
  await tx.$executeRaw`
    with naming as (
      select distinct import_id from history_frames join history_imports on id = import_id
      where state = 'read' and position(convert_to(${naming}, 'UTF8') in body) > 0
    ), gone as (delete from history_frames using naming where history_frames.import_id = naming.import_id)
    update history_imports set state = 'discarded' from naming where id = import_id`;
}
