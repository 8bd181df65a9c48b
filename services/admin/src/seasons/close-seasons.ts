import type { Bus } from '@synapse/bus';
import type { OpenPrismaClient } from '@synapse/store';
import { audit } from '../audit.js';
import { issueCommand } from '../issue-command.js';
import { oneAtATime } from '../one-at-a-time.js';
import { layRuleSet, publishRuleSets } from '../rule-sets.js';

/** Facts of a season's last minutes may still be on their way when it ends. */
const GRACE_MS = 15 * 60_000;

export interface Seasons {
  prisma: OpenPrismaClient;
  bus: Bus;
  community: string;
}

/**
 * Closes every season that ended fifteen minutes ago or earlier and that the engine has not closed: by an entry in the log,
 * and then in its row. @returns ids of the seasons that are closed now; one whose answer is outstanding is tried again later
 */
export async function closeEndedSeasons(seasons: Seasons, now: Date): Promise<number[]> {
  const closings = await seasons.prisma.seasonClosing.findMany({ select: { seasonId: true } });
  const ended = await seasons.prisma.season.findMany({
    where: {
      endsAt: { lte: new Date(now.getTime() - GRACE_MS) },
      OR: [{ active: true }, { id: { notIn: closings.map(({ seasonId }) => seasonId) } }],
    },
    orderBy: { id: 'asc' },
  });
  const closed: number[] = [];
  for (const { id } of ended) if (await closeSeason(seasons, id, now)) closed.push(id);
  return closed;
}

/** Sends the closing of one season. @returns whether the engine has passed it, by this command or an earlier one */
export async function closeSeason(seasons: Seasons, id: number, now: Date): Promise<boolean> {
  const { prisma, bus, community } = seasons;
  // A closing that was refused is sent again under another id; one that was applied is refused the second time.
  const command = { id: `close-season-${id}-${now.getTime()}`, body: { season: id }, at: now };
  await issueCommand(bus, community, { ...command, type: 'close_season' });
  if (!(await prisma.seasonClosing.findUnique({ where: { seasonId: id } }))) return false;
  await prisma.$transaction(async (tx) => {
    await oneAtATime(tx, community);
    const { count } = await tx.season.updateMany({ where: { id, active: true }, data: { active: false } });
    if (count === 0) return;
    await audit(tx, {
      action: 'UPDATE',
      table: 'seasons',
      id,
      before: { active: true },
      after: { active: false },
      reason: 'The season has ended.',
    });
    await layRuleSet(tx, community, now);
  });
  await publishRuleSets(prisma, bus, community);
  return true;
}
