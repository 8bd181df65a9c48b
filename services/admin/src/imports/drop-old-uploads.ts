import type { OpenPrismaClient } from '@synapse/store';

const HOUR_MS = 3_600_000;
/** Longer than any file takes to come. */
const READING_MS = 24 * HOUR_MS;
/** A file that nobody applies does not lie here for ever. */
const WAITING_MS = 30 * 24 * HOUR_MS;

/** Drops what was left of files whose reading was cut off, and files that nobody applied. */
export async function dropOldUploads(prisma: OpenPrismaClient, now: Date): Promise<void> {
  const before = (ms: number) => ({ lt: new Date(now.getTime() - ms) });
  const cut = { state: 'reading', createdAt: before(READING_MS) };
  await prisma.memberImport.deleteMany({ where: cut });
  await prisma.historyImport.deleteMany({ where: cut });
  const unused = { state: 'read', createdAt: before(WAITING_MS) };
  await prisma.memberImportRow.deleteMany({ where: { import: unused } });
  await prisma.memberImport.updateMany({ where: unused, data: { state: 'discarded' } });
  await prisma.historyFrame.deleteMany({ where: { import: unused } });
  await prisma.historyImport.updateMany({ where: unused, data: { state: 'discarded' } });
}
