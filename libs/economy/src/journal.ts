import type { Denial, InteractionType, SourceSystem } from '@synapse/contracts';

/** One factor of an amount: its name and its value. */
export type Factor = readonly [name: string, value: number];

/** Why a journal row says what it says; `metadata` in the journal. */
export interface Reasons {
  /** Id of the fact that led to the row, or the name of the command. */
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
  /** The admin who granted the achievement; 0 is the system itself. */
  granted_by?: string;
  /** The achievement template that was taken back. */
  revoked?: number;
  /** The achievement template that went with a correction, and may be earned again. */
  taken?: number;
  /** The what-if that led to the row. */
  run?: string;
  /** The time from which, and up to which, the what-if judged anew: ISO 8601. */
  span?: readonly [since: string, until: string];
  /** Whether the fact was imported: history is judged by windows of its own. */
  history?: true;
  /** What an admin or a member asked for, where the type of the row alone does not tell. */
  kind?: 'award' | 'spend' | 'import' | 'revoke' | 'correction';
  /** Why an admin did it, in their words. */
  reason?: string;
  /** What was bought. */
  item?: string;
  /** The quest that was completed. */
  quest?: number;
  /** Voice minutes that were paid, or by which a correction moves them. */
  minutes?: number;
  denial?: Denial;
  /** How long the denial would still hold. */
  left_seconds?: number;
}

/** One decision about one member: a row of the journal, before it gets its number. */
export interface JournalRow {
  readonly userId: bigint;
  readonly interaction: InteractionType;
  readonly sourceSystem: SourceSystem;
  readonly sourceEventId: string;
  readonly categoryId: number | null;
  /** The season that the row counts for. */
  readonly seasonId: number | null;
  readonly xpDelta: number;
  readonly starDelta: number;
  /** Milliseconds since the Unix epoch: the fact's own time, or that of who sent the command. */
  readonly at: number;
  readonly reasons: Reasons;
}

/** What a row follows from: whom it is about, where and when it happened, and what it is named after. */
export type Cause = Pick<
  JournalRow,
  'userId' | 'sourceSystem' | 'sourceEventId' | 'categoryId' | 'seasonId' | 'at' | 'reasons'
>;

/** What the reasons of a row pass on to the rows that follow from it. */
export const inherited = ({ fact, rule_set, guild, channel, run, span }: Reasons): Reasons => ({
  fact,
  rule_set,
  ...(guild !== undefined && { guild }),
  ...(channel !== undefined && { channel }),
  ...(run !== undefined && { run }),
  ...(span !== undefined && { span }),
});
