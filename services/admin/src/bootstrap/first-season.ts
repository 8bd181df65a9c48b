import { audit, type Transaction } from '../audit.js';

const DAY_MS = 86_400_000;
const FIRST_SEASON_DAYS = 120;
const NAME = 'Season 1';

/** Opens "Season 1" when the community has no active season and never had this one. */
export async function openFirstSeason(
  tx: Transaction,
  guildIds: readonly bigint[],
  now: Date,
): Promise<void> {
  const [home] = guildIds;
  if (home === undefined) return;
  const there = await tx.season.count({
    where: { guildId: { in: [...guildIds] }, OR: [{ active: true }, { name: NAME }] },
  });
  if (there > 0) return;
  const season = await tx.season.create({
    data: {
      guildId: home,
      name: NAME,
      startsAt: now,
      endsAt: new Date(now.getTime() + FIRST_SEASON_DAYS * DAY_MS),
      active: true,
    },
  });
  await audit(tx, {
    action: 'CREATE',
    table: 'seasons',
    id: season.id,
    after: {
      name: NAME,
      starts_at: season.startsAt.toISOString(),
      ends_at: season.endsAt.toISOString(),
      active: true,
    },
    reason: 'No season was active.',
  });
}
