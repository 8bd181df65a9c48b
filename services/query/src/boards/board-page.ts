import type { BoardName } from '@synapse/contracts';
import { BOARD_ORDER, type Key, type Place, type Standings } from './standings.js';

/** Which part of a board is wanted: from the top, behind a place, or around a member. */
export interface Wanted {
  limit: number;
  after: Key | undefined;
  around: bigint | undefined;
}

/** A part of a board, and the place to go on behind; `null` at the end. */
export interface BoardPage {
  places: Place[];
  next: Key | null;
}

/** Looks a part of a board up. @returns `null` when the member to look around is not on the board */
export function boardPage(
  standings: Standings,
  board: BoardName,
  { limit, after, around }: Wanted,
): BoardPage | null {
  const first = firstPlace(standings, board, { limit, after, around });
  if (first === null) return null;
  const places = standings.slice(board, first, limit);
  const last = places.at(-1);
  const isEnd = first + places.length >= standings.total(board);
  return { places, next: last && !isEnd ? keyOf(board, last) : null };
}

function firstPlace(standings: Standings, board: BoardName, { limit, after, around }: Wanted): number | null {
  if (after) return standings.placeAfter(board, after);
  if (around === undefined) return 0;
  const place = standings.placeOf(board, around);
  if (place === null) return null;
  const last = Math.max(0, standings.total(board) - limit);
  return Math.min(last, Math.max(0, place - Math.floor((limit - 1) / 2)));
}

const keyOf = (board: BoardName, { id, figures }: Place): Key => ({
  by: BOARD_ORDER[board].by.map((column) => figures[column]),
  id,
});
