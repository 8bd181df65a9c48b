import { publishFrame } from '@synapse/bus';
import { historySubject } from '@synapse/contracts';
import { sleep } from '@synapse/runtime';
import type { Admin } from '../changes/admin.js';

/** Frames that the engine may be behind: members who are active now do not wait for the past. */
const MOST_BEHIND = 4;
const LOOK_AGAIN_MS = 50;

/**
 * Puts the frames of applied exports into the log, in their order, while the engine keeps up. Goes on after a kill: a frame
 * that is there twice has one effect, for its facts have ids.
 */
export async function runHistory(admin: Admin, signal: AbortSignal): Promise<void> {
  const { prisma, bus, community } = admin;
  const open = await prisma.historyImport.findMany({ where: { state: 'applying' }, orderBy: { id: 'asc' } });
  for (const { id: importId } of open) {
    for (;;) {
      signal.throwIfAborted();
      const next = await prisma.historyFrame.findFirst({ where: { importId }, orderBy: { number: 'asc' } });
      if (!next) break;
      const { sequence } = await publishFrame(bus, {
        subject: historySubject(community),
        id: `history:${importId}:${next.number}`,
        body: Buffer.from(next.body),
      });
      await prisma.historyFrame.delete({
        where: { importId_number: { importId, number: next.number } },
      });
      await untilPassed(admin, sequence - MOST_BEHIND, signal);
    }
    await prisma.historyImport.update({ where: { id: importId }, data: { state: 'applied' } });
  }
}

async function untilPassed(
  { prisma, community }: Admin,
  sequence: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const position = await prisma.enginePosition.findUnique({ where: { community } });
    if (Number(position?.sequence ?? 0) >= sequence) return;
    await sleep(LOOK_AGAIN_MS, signal);
  }
}
