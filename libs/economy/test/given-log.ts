import type { Command, Fact } from '@synapse/contracts';
import {
  type CommandState,
  decide,
  decideCommand,
  type JournalRow,
  moved,
  type Recorded,
  type Rules,
  type Window,
  type WindowMove,
} from '../src/index.js';
import { after, given } from './given-commands.js';

/** Something of a log, and the version of the rules that judges it. */
export type Happening = { readonly version: number } & (
  | { readonly fact: Fact; readonly isHistory?: boolean }
  | { readonly command: Command }
);

/** Lets a log happen under rules: the journal by what led to it, and the state at the end. */
export function live(log: readonly Happening[], rulesOf: (version: number) => Rules, before = given()) {
  let state: CommandState = before;
  const journal: Recorded[] = [];
  for (const happening of log) {
    const rules = rulesOf(happening.version);
    const { rows, next, fact } =
      'fact' in happening ? judged(rules, state, happening) : settled(rules, state, happening.command);
    state = next;
    if (rows.length > 0) journal.push({ rows, fact });
  }
  return { journal, state };
}

type Judged = { rows: readonly JournalRow[]; next: CommandState; fact: Fact | null };

function judged(
  rules: Rules,
  state: CommandState,
  { fact, isHistory = false }: { fact: Fact; isHistory?: boolean },
): Judged {
  const { rows, moves } = decide(rules, state, fact, isHistory);
  const brought = after(state, { rows, effects: [], silent: false, outcome: { status: 'applied' } }, fact.at);
  return { rows, next: { ...brought, windows: withMoves(state.windows, moves) }, fact };
}

function settled(rules: Rules, state: CommandState, command: Command): Judged {
  const decision = decideCommand(rules, state, command);
  return { rows: decision.rows, next: after(state, decision), fact: null };
}

function withMoves(windows: ReadonlyMap<string, Window>, moves: readonly WindowMove[]): Map<string, Window> {
  const all = new Map(windows);
  for (const move of moves) all.set(move.key, moved(all.get(move.key), move));
  return all;
}
