import { Type } from '@sinclair/typebox';
import {
  BOARDS,
  type BoardName,
  isSnowflake,
  type Leaderboard,
  type LeaderboardRow,
  Snowflake,
  settingValue,
} from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { readMemberNames } from '@synapse/store';
import { boardPage } from '../boards/board-page.js';
import type { LiveStandings } from '../boards/live-standings.js';
import { monthStart, weekStart } from '../boards/period.js';
import { seasonOf } from '../boards/season-of.js';
import { BOARD_ORDER, type Key, type Place, type Standings } from '../boards/standings.js';
import { type CursorPart, decodeCursor, encodeCursor } from './cursor.js';
import { AsOf, Cursor, Limit, memberId, pastMoment, RowParameter, stringEnum } from './inputs.js';
import { defineRead } from './read.js';
import type { Sources } from './sources.js';

const Board = stringEnum(BOARDS, 'What the members are ordered by.');

interface Asked {
  board: BoardName;
  limit?: number;
  cursor?: string;
  from?: number;
  around?: string;
  season?: number;
  as_of?: string;
}

export const leaderboard = defineRead({
  name: 'getLeaderboard',
  path: '/v1/leaderboards/:board',
  summary: 'Members of a board, best first: its top, a page further on, or the places around a member.',
  tag: 'boards',
  params: { board: Board },
  query: {
    limit: Limit('the setting `leaderboard_size`'),
    cursor: Cursor,
    from: Type.Optional({ ...RowParameter, description: 'The place to begin with, from 1.' }),
    around: Type.Optional(Type.String({ ...Snowflake, description: 'The member in whose midst to begin.' })),
    season: Type.Optional({ ...RowParameter, description: 'Of the board `stars`: another season.' }),
    as_of: AsOf,
  },
  answer: 'Leaderboard',
  canMiss: true,
  sharedMs: 250,
  async run(sources, asked) {
    refuseContradictions(asked);
    const limit = asked.limit ?? settingValue((await sources.rules()).settings, 'leaderboard_size');
    const { standings, ...about } = await boardAsked(sources, asked);
    const question = [asked.board, asked.season ?? null, asked.as_of ?? null];
    const page = boardPage(standings, asked.board, {
      limit,
      after: asked.cursor === undefined ? undefined : keyIn(asked.cursor, asked.board, question),
      from: asked.from ?? 1,
      around: asked.around === undefined ? undefined : memberId(asked.around),
    });
    if (!page) throw new HttpProblem(404, `${asked.around} is not on the board ${asked.board}.`);
    const isNow = about.as_of.entry !== null && asked.season === undefined;
    return {
      board: asked.board,
      total: standings.total(asked.board),
      ...about,
      members: await rowsOf(sources, asked.board, page.places, isNow),
      next: page.next && encodeCursor(question, [...page.next.by, String(page.next.id)]),
    };
  },
});

function refuseContradictions({ board, cursor, from, around, season }: Asked): void {
  if ([cursor, from, around].filter((beginning) => beginning !== undefined).length > 1) {
    throw new HttpProblem(400, 'Only one of cursor, from and around can be asked for.');
  }
  if (season !== undefined && board !== 'stars') {
    throw new HttpProblem(400, `season goes with the board stars, not with ${board}.`);
  }
}

type Described = Pick<Leaderboard, 'season_id' | 'since' | 'as_of'> & { standings: Standings };

/** The board that is asked for, and what it is about. */
async function boardAsked(sources: Sources, { board, season, as_of: asOf }: Asked): Promise<Described> {
  const live = await sources.boards.current();
  if (asOf !== undefined) return pastBoard(sources, board, pastMoment(asOf, sources.now()), season);
  if (season !== undefined && season !== live.season) {
    const standings = await sources.pastBoard(`stars ${season}`, { board, at: sources.now(), season });
    if (standings.total(board) === 0) throw new HttpProblem(404, `Nobody has stars of a season ${season}.`);
    return { standings, season_id: season, since: null, as_of: freshness(live) };
  }
  const { standings } = live;
  if (!standings.isOrdered(board)) {
    throw new HttpProblem(503, `The board ${board} is being put together. Try again in some seconds.`);
  }
  const { week, month } = live.since();
  return {
    standings,
    season_id: board === 'stars' ? live.season : null,
    since: board === 'weekly' ? moment(week) : board === 'monthly' ? moment(month) : null,
    as_of: freshness(live),
  };
}

async function pastBoard(
  sources: Sources,
  board: BoardName,
  at: number,
  named: number | undefined,
): Promise<Described> {
  const season = board === 'stars' ? (named ?? seasonOf((await sources.rules()).seasons, at)) : null;
  const standings = await sources.pastBoard(`${board} ${at} ${season}`, { board, at, season });
  const since = board === 'weekly' ? weekStart(at) : board === 'monthly' ? monthStart(at) : null;
  return {
    standings,
    season_id: season,
    since: since === null ? null : moment(since),
    as_of: { entry: null, at: moment(at) },
  };
}

/** What the standings of now have seen. */
export function freshness(live: Pick<LiveStandings, 'position'>): Leaderboard['as_of'] {
  const { entry, at } = live.position();
  return { entry, at: at === null ? null : moment(at) };
}

/** Rows of a board; those who are gone since are left out. */
export async function rowsOf(
  { db }: Pick<Sources, 'db'>,
  board: BoardName,
  places: readonly Place[],
  isNow: boolean,
): Promise<LeaderboardRow[]> {
  const names = await readMemberNames(
    db,
    places.map(({ id }) => id),
  );
  const [first] = BOARD_ORDER[board].by as ['xp'];
  return places.flatMap(({ rank, id, figures }) => {
    const called = names.get(id);
    if (!called) return [];
    const { xp, level, gold } = figures;
    return { rank, id: String(id), ...called, value: figures[first], ...(isNow && { xp, level, gold }) };
  });
}

function keyIn(cursor: string, board: BoardName, question: readonly CursorPart[]): Key {
  const width = BOARD_ORDER[board].by.length;
  const place = decodeCursor(
    cursor,
    question,
    (parts) =>
      parts.length === width + 1 &&
      parts.slice(0, width).every((part) => Number.isSafeInteger(part)) &&
      isSnowflake(parts[width]),
  );
  return { by: place.slice(0, width) as number[], id: BigInt(place[width] as string) };
}

const moment = (at: number) => new Date(at).toISOString();
