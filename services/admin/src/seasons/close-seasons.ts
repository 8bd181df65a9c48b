import type { Bus } from '@synapse/bus';
import type { OpenPrismaClient } from '@synapse/store';
import { audit } from '../audit.js';
import { issueCommand } from '../issue-command.js';
import { layRuleSet, publishRuleSets } from '../rule-sets.js';

/** Facts of a season's last minutes may still be on their way when it ends. */
const GRACE_MS = 15 * 60_000;

export interface Seasons {
  prisma: OpenPrismaClient;
  bus: Bus;
  community: string;
}

/**
 * Closes every active season that ended fifteen minutes ago or earlier: one entry in the log, and the row once the engine
 * has passed it. @returns ids of the seasons that were closed; one whose answer is outstanding is tried again later
 */
export async function closeEndedSeasons(seasons: Seasons, now: Date): Promise<number[]> {
  const ended = await seasons.prisma.season.findMany({
    where: { active: true, endsAt: { lte: new Date(now.getTime() - GRACE_MS) } },
    orderBy: { id: 'asc' },
  });
  const closed: number[] = [];
  for (const { id } of ended) if (await closeSeason(seasons, id, now)) closed.push(id);
  return closed;
}

/** Sends the closing of one season. @returns whether the engine has passed it */
export async function closeSeason(seasons: Seasons, id: number, now: Date): Promise<boolean> {
  const { prisma, bus, community } = seasons;
  const answer = await issueCommand(bus, community, {
    id: `close-season-${id}`,
    type: 'close_season',
    body: { season: id },
    at: now,
  });
  if (answer.status === 'pending') return false;
  await prisma.$transaction(async (tx) => {
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
