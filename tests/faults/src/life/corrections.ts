import type { CommandBody } from '@synapse/contracts';
import type { Random } from '@synapse/testkit';

/** What putting right might say of somebody, sensible or not: more is taken than is there, and some of it there never was. */
export function randomCorrection(random: Random): Omit<CommandBody<'correct'>, 'member'> {
  const some = <T>(most: number, one: () => T): T[] => Array.from({ length: random.int(0, most) }, one);
  const template = () => random.int(1, random.chance(0.05) ? 99 : 15);
  return {
    run: `run-${random.int(1, 5)}`,
    xp: random.int(-120, 240),
    gold: random.pick([0, random.int(-60, 60)]),
    seasons: some(2, () => ({
      season: random.pick([1, 1, 1, null, null, random.int(2, 5)]),
      stars: random.int(-6, 12),
      voice_minutes: random.pick([0, random.int(-20, 20)]),
    })),
    levels: some(2, () => ({ level: random.int(1, 6), gold: random.int(0, 50) })),
    achievements: some(2, () => ({ template: template(), xp: random.int(0, 80), gold: random.int(0, 20) })),
    taken: some(3, template),
    reason: 'For the campaign.',
  };
}
