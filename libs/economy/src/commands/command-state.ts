import type { QuestStatus } from '@synapse/contracts';
import type { IsErased } from '../erasure.js';
import type { State } from '../state.js';

/** How far a quest is, and who works on it or completed it. */
export interface QuestProgress {
  readonly status: QuestStatus;
  readonly claimer: bigint | null;
}

/** What an achievement paid when it was earned. */
export interface Payment {
  readonly xp: number;
  readonly gold: number;
}

/** A place in a season, before what the batch at hand changed. */
export interface Leader {
  readonly userId: bigint;
  readonly name: string;
  readonly avatar: string | null;
  readonly stars: number;
}

/** Names what a member was paid for an achievement. */
export const paymentKey = (userId: bigint, templateId: number): string => `${userId}:${templateId}`;

/** What deciding on a command may look at. All members in the range of a sweep are among `members`. */
export interface CommandState extends State {
  /** Those that commands name; what is not there is unknown. */
  readonly quests: ReadonlyMap<number, QuestProgress>;
  /** By {@link paymentKey}. */
  readonly payments: ReadonlyMap<string, Payment>;
  /** The first of each season that is being closed, by their stars. */
  readonly leaders: ReadonlyMap<number, readonly Leader[]>;
  readonly isErased: IsErased;
}
