import { OperatorError } from '@synapse/runtime';
import { audit, type Transaction } from '../audit.js';
import { layRuleSet, publishRuleSets } from '../rule-sets.js';
import { closeSeason, type Seasons } from './close-seasons.js';

const DAY_MS = 86_400_000;

export interface Roll {
  name: string;
  /** Length of the new season. */
  days: number;
}

/**
 * Ends the active season now, if there is one, opens the next, and closes the old one in the log at once.
 * @returns ids of the season that was active and of the new one
 * @throws OperatorError when there never was a season, or the name is taken; nothing is changed then
 */
export async function rollSeason(
  seasons: Seasons,
  roll: Roll,
  now: Date,
): Promise<{ old: number | null; opened: number }> {
  const { prisma, bus, community } = seasons;
  const rolled = await prisma.$transaction((tx) => rollRows(tx, community, roll, now));
  await publishRuleSets(prisma, bus, community);
  if (rolled.old !== null) await closeSeason(seasons, rolled.old, now);
  return rolled;
}

async function rollRows(tx: Transaction, community: string, { name, days }: Roll, now: Date) {
  const last = await tx.season.findFirst({ orderBy: [{ active: 'desc' }, { id: 'desc' }] });
  if (!last)
    throw new OperatorError('There never was a season.', 'Run bootstrap, which opens the first one.');
  const { guildId } = last;
  if (last.active && last.startsAt >= now) {
    throw new OperatorError(`Season "${last.name}" has not begun.`, 'Roll it once it has.');
  }
  if (await tx.season.findUnique({ where: { guildId_name: { guildId, name } } })) {
    throw new OperatorError(`A season is called "${name}" already.`, 'Choose another name.');
  }
  const old = last.active ? await endNow(tx, last, now) : null;
  const opened = await tx.season.create({
    data: { guildId, name, startsAt: now, endsAt: new Date(now.getTime() + days * DAY_MS), active: true },
  });
  await audit(tx, {
    action: 'SEASON_ROLL',
    table: 'seasons',
    id: opened.id,
    ...(old !== null && { before: { season: old, ends_at: last.endsAt.toISOString(), active: true } }),
    after: { season: opened.id, name, starts_at: now.toISOString(), ends_at: opened.endsAt.toISOString() },
    reason: `Rolled from "${last.name}".`,
  });
  await layRuleSet(tx, community, now);
  return { old, opened: opened.id };
}

/** Two rows must never be active at once, so the old one makes room first. */
async function endNow(
  tx: Transaction,
  { id, endsAt }: { id: number; endsAt: Date },
  now: Date,
): Promise<number> {
  await tx.season.update({ where: { id }, data: { endsAt: endsAt < now ? endsAt : now, active: false } });
  return id;
}
