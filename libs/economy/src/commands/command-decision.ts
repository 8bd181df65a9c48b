import type { CommandBody, Outcome, QuestStatus, Refusal, SeasonClosed } from '@synapse/contracts';
import type { JournalRow } from '../journal.js';

/** What a command changes beside what the journal tells. */
export type Effect =
  | {
      readonly kind: 'quest';
      readonly quest: number;
      readonly status: QuestStatus;
      readonly claimer: bigint | null;
      /** Whom subscribers are told about. */
      readonly userId: bigint;
    }
  | { readonly kind: 'github'; readonly userId: bigint; readonly username: string | null }
  | { readonly kind: 'preferences'; readonly userId: bigint; readonly wanted: CommandBody<'set_preference'> }
  | {
      readonly kind: 'season_closed';
      readonly season: number;
      readonly name: string;
      readonly standings: SeasonClosed['standings'];
    }
  /** Milliseconds since the Unix epoch. */
  | { readonly kind: 'forgotten'; readonly before: number }
  | { readonly kind: 'erased'; readonly userId: bigint };

/** What becomes of a command. A refusal has neither rows nor effects. */
export interface CommandDecision {
  readonly outcome: Outcome;
  readonly rows: readonly JournalRow[];
  readonly effects: readonly Effect[];
  /** Nobody is to be told of the rows. */
  readonly silent: boolean;
}

/** @param field what of the command the reason is about, where the reason alone does not tell */
export const refused = (reason: Refusal, field?: string): CommandDecision => ({
  outcome: { status: 'refused', reason, ...(field !== undefined && { field }) },
  rows: [],
  effects: [],
  silent: false,
});

export const applied = (
  result: Record<string, unknown>,
  { rows = [], effects = [], silent = false }: Partial<Omit<CommandDecision, 'outcome'>>,
): CommandDecision => ({ outcome: { status: 'applied', result }, rows, effects, silent });
