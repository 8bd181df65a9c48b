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
 * Ends the active season now, opens the next one, and closes the old one in the log at once.
 * @returns ids of the old and the new season
 * @throws OperatorError when there is no active season, or the name is taken; nothing is changed then
 */
export async function rollSeason(
  seasons: Seasons,
  roll: Roll,
  now: Date,
): Promise<{ old: number; opened: number }> {
  const { prisma, bus, community } = seasons;
  const rolled = await prisma.$transaction((tx) => rollRows(tx, community, roll, now));
  await publishRuleSets(prisma, bus, community);
  await closeSeason(seasons, rolled.old, now);
  return rolled;
}

async function rollRows(tx: Transaction, community: string, { name, days }: Roll, now: Date) {
  const old = await tx.season.findFirst({ where: { active: true }, orderBy: { id: 'asc' } });
  if (!old) throw new OperatorError('No season is active.', 'Run bootstrap, which opens the first one.');
  const { id, guildId, startsAt, endsAt } = old;
  if (startsAt >= now) throw new OperatorError(`Season "${old.name}" has not begun.`, 'Roll it once it has.');
  if (await tx.season.findUnique({ where: { guildId_name: { guildId, name } } })) {
    throw new OperatorError(`A season is called "${name}" already.`, 'Choose another name.');
  }
  const ended = endsAt < now ? endsAt : now;
  // Two rows must never be active at once, so the old one makes room first.
  await tx.season.update({ where: { id }, data: { endsAt: ended, active: false } });
  const opened = await tx.season.create({
    data: { guildId, name, startsAt: now, endsAt: new Date(now.getTime() + days * DAY_MS), active: true },
  });
  await audit(tx, {
    action: 'SEASON_ROLL',
    table: 'seasons',
    id: opened.id,
    before: { season: id, ends_at: endsAt.toISOString(), active: true },
    after: { season: opened.id, name, starts_at: now.toISOString(), ends_at: opened.endsAt.toISOString() },
    reason: `Rolled from "${old.name}".`,
  });
  await layRuleSet(tx, community, now);
  return { old: id, opened: opened.id };
}
