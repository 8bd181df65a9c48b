import type { BoardName } from '@synapse/contracts';
import { BOARD_ORDER, type Key, type Place, type Standings } from './standings.js';

/** Which part of a board is wanted: from a place on, behind one, or around a member. */
export interface Wanted {
  limit: number;
  /** From 1, the top; where neither of the others is given. */
  from: number;
  after: Key | undefined;
  around: bigint | undefined;
}

/** A part of a board, and the place to go on behind; `null` at the end. */
export interface BoardPage {
  places: Place[];
  next: Key | null;
}

/** Looks a part of a board up. @returns `null` when the member to look around is not on the board */
export function boardPage(standings: Standings, board: BoardName, wanted: Wanted): BoardPage | null {
  const first = firstPlace(standings, board, wanted);
  if (first === null) return null;
  const places = standings.slice(board, first, wanted.limit);
  const last = places.at(-1);
  const isEnd = first + places.length >= standings.total(board);
  return { places, next: last && !isEnd ? keyOf(board, last) : null };
}

function firstPlace(
  standings: Standings,
  board: BoardName,
  { limit, from, after, around }: Wanted,
): number | null {
  if (after) return standings.placeAfter(board, after);
  if (around === undefined) return from - 1;
  const place = standings.placeOf(board, around);
  if (place === null) return null;
  const last = Math.max(0, standings.total(board) - limit);
  return Math.min(last, Math.max(0, place - Math.floor((limit - 1) / 2)));
}

const keyOf = (board: BoardName, { id, figures }: Place): Key => ({
  by: BOARD_ORDER[board].by.map((column) => figures[column]),
  id,
});
