import { OperatorError } from '@synapse/runtime';
import { audit, type Transaction } from '../audit.js';
import { oneAtATime } from '../one-at-a-time.js';
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
  const { old, opened } = await prisma.$transaction(async (tx) => {
    await oneAtATime(tx, community);
    const rolled = await rollRows(tx, roll, now);
    const { last } = rolled;
    const { name, startsAt, endsAt } = rolled.season;
    await audit(tx, {
      action: 'SEASON_ROLL',
      table: 'seasons',
      id: rolled.opened,
      ...(rolled.old !== null && {
        before: { season: last.id, ends_at: last.endsAt.toISOString(), active: true },
      }),
      after: {
        season: rolled.opened,
        name,
        starts_at: startsAt.toISOString(),
        ends_at: endsAt.toISOString(),
      },
      reason: `Rolled from "${last.name}".`,
    });
    await layRuleSet(tx, community, now);
    return rolled;
  });
  await publishRuleSets(prisma, bus, community);
  if (old !== null) await closeSeason(seasons, old, now);
  return { old, opened };
}

/** The rows of a roll: the last season as it was, the id of the one that was active, and the new one. */
export async function rollRows(tx: Transaction, { name, days }: Roll, now: Date) {
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
  const season = await tx.season.create({
    data: { guildId, name, startsAt: now, endsAt: new Date(now.getTime() + days * DAY_MS), active: true },
  });
  return { last, old, opened: season.id, season };
}

/** Two rows must never be active at once, so the old one makes room first. */
export async function endNow(
  tx: Transaction,
  { id, endsAt }: { id: number; endsAt: Date },
  now: Date,
): Promise<number> {
  await tx.season.update({ where: { id }, data: { endsAt: endsAt < now ? endsAt : now, active: false } });
  return id;
}
