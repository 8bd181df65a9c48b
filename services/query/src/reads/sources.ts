import type { Achievements, Activity } from '@synapse/contracts';
import type { Podiums, Pool, RulesInForce } from '@synapse/store';
import type { LiveBoards } from '../boards/live-boards.js';
import type { createPastBoards } from '../boards/past-boards.js';
import type { createGate } from '../gate.js';

/** What the reads are answered from. */
export interface Sources {
  community: string;
  db: Pick<Pool, 'query'>;
  boards: LiveBoards;
  pastBoard: ReturnType<typeof createPastBoards>;
  /** The rule set in force, some seconds old at most. */
  rules: () => Promise<RulesInForce>;
  /** Every achievement with its earners, some seconds old at most. */
  achievements: () => Promise<Achievements['achievements']>;
  /** The first of every season, less than a minute old. */
  podiums: () => Promise<Podiums>;
  /** What was judged on a UTC day. */
  activityOf: (day: string) => Promise<Activity['days'][number]>;
  /** Lets few statements that look at many rows run at once. */
  slowly: ReturnType<typeof createGate>;
  /** Milliseconds since the Unix epoch. */
  now: () => number;
}
