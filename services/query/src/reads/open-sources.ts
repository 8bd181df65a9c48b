import type { Achievements } from '@synapse/contracts';
import { readAchievements, readPodiums, readRulesInForce } from '@synapse/store';
import { createActivityDays } from '../activity-days.js';
import { cached } from '../cached.js';
import { createGate } from '../gate.js';
import type { Sources } from './sources.js';

type Given = Pick<Sources, 'community' | 'db' | 'boards' | 'pastBoard' | 'now'>;

/** Statements that look at many rows, at the same time; and how many may wait for them. */
const SLOW_AT_ONCE = 2;
const SLOW_WAITING = 20;

/** Puts together what the reads are answered from; what costs much is kept for a while. */
export function openSources(given: Given): Sources {
  const { db, community, now } = given;
  const slowly = createGate(SLOW_AT_ONCE, SLOW_WAITING);
  return {
    ...given,
    slowly,
    rules: cached(5_000, () => readRulesInForce(db, community)),
    achievements: cached(
      15_000,
      () => slowly(() => readAchievements(db)) as Promise<Achievements['achievements']>,
    ),
    podiums: cached(60_000, () => slowly(() => readPodiums(db))),
    activityOf: createActivityDays(db, now),
  };
}
