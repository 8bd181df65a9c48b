import type { Denial, InteractionType } from '@synapse/contracts';

/** One factor of an amount: its name and its value. */
export type Factor = readonly [name: string, value: number];

/** Why a journal row says what it says; `metadata` in the journal. */
export interface Reasons {
  /** Id of the fact that led to the row. */
  fact: string;
  /** Version of the rule set that judged. */
  rule_set: number;
  guild?: string;
  channel?: string;
  /** The chain of factors that led to `xpDelta`. */
  xp?: readonly Factor[];
  /** The chain of factors that led to `starDelta`. */
  stars?: readonly Factor[];
  gold_delta?: number;
  /** The level reached. */
  level?: number;
  /** The achievement template that was earned. */
  template?: number;
  /** Voice minutes that were paid. */
  minutes?: number;
  denial?: Denial;
  /** How long the denial would still hold. */
  left_seconds?: number;
}

/** One decision about one member: a row of the journal, before it gets its number. */
export interface JournalRow {
  readonly userId: bigint;
  readonly interaction: InteractionType;
  readonly sourceEventId: string;
  readonly categoryId: number | null;
  /** The season that the row counts for. */
  readonly seasonId: number | null;
  readonly xpDelta: number;
  readonly starDelta: number;
  /** Milliseconds since the Unix epoch: the fact's own time. */
  readonly at: number;
  readonly reasons: Reasons;
}
