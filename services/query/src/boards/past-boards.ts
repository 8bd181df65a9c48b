import type { BoardName } from '@synapse/contracts';
import { type DatabaseOptions, eachMemberAt, inSnapshot, type PastFigure } from '@synapse/store';
import { createGate } from '../gate.js';
import { monthStart, weekStart } from './period.js';
import { BOARD_ORDER, createStandings, type Standings } from './standings.js';

/** Boards of the past that are kept, for whoever turns their pages. */
const KEPT = 2;
const KEPT_FOR_MS = 60_000;
/** Boards that may wait to be read: each looks at many rows, so one is read at a time. */
const MOST_WAITING = 4;

/** A board as it was at a moment, or as it is of a season that is not the one of now. */
export interface PastBoard {
  board: BoardName;
  /** Milliseconds since the Unix epoch. */
  at: number;
  season: number | null;
}

/** Makes a reader of boards of the past: they are put together from the journal, and kept for a while. */
export function createPastBoards(
  database: DatabaseOptions,
): (key: string, past: PastBoard) => Promise<Standings> {
  const kept = new Map<string, Promise<Standings>>();
  const inTurn = createGate(1, MOST_WAITING);

  function forget(key: string, board: Promise<Standings>): void {
    if (kept.get(key) === board) kept.delete(key);
  }

  return (key, past) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const board = inTurn(() => readPast(database, past));
    kept.set(key, board);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    board.then(
      () => setTimeout(forget, KEPT_FOR_MS, key, board).unref(),
      () => forget(key, board),
    );
    return board;
  };
}

async function readPast(database: DatabaseOptions, { board, at, season }: PastBoard): Promise<Standings> {
  const standings = createStandings([board]);
  const [first] = BOARD_ORDER[board].by as [PastFigure];
  const since = first === 'week' ? weekStart(at) : monthStart(at);
  await inSnapshot(database, (snapshot) =>
    eachMemberAt(snapshot, first, { at, since, season }, (id, value, xp) =>
      standings.load(id, first === 'level' ? { level: value, xp } : { [first]: value }),
    ),
  );
  standings.order();
  return standings;
}
