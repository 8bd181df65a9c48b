import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from '../one-of.js';
import { CALLING, Figure, Moment, NextCursor, RowNumber } from './figures.js';

/** What members can be ordered by. */
export const BOARDS = ['xp', 'stars', 'gold', 'level', 'weekly', 'monthly'] as const;
export const BoardName = oneOf(BOARDS);
export type BoardName = (typeof BOARDS)[number];

export const LeaderboardRow = Type.Object({
  rank: Type.Integer({ minimum: 1 }),
  ...CALLING,
  value: Type.Integer({ minimum: 1, description: 'The figure that the board is ordered by.' }),
  xp: Type.Optional(Figure),
  level: Type.Optional(Type.Integer({ minimum: 1 })),
  gold: Type.Optional(Figure),
});
export type LeaderboardRow = Static<typeof LeaderboardRow>;

/** How much an answer has seen. */
export const Freshness = Type.Object(
  {
    entry: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'The entry of the log whose effects it includes; null when a time was asked for.',
    }),
    at: Type.Union([Moment, Type.Null()], { description: 'The time of the newest event it includes.' }),
  },
  {
    description:
      'How much the answer has seen. The header `Age` says for how many seconds nothing was heard.',
  },
);
export type Freshness = Static<typeof Freshness>;

/** A board, best first; ties are broken by the smaller id, so that the order is stable. */
export const Leaderboard = Type.Object({
  board: BoardName,
  total: Type.Integer({ minimum: 0, description: 'Members on the board.' }),
  season_id: Type.Union([RowNumber, Type.Null()], { description: 'Of the board `stars`: the season.' }),
  since: Type.Union([Moment, Type.Null()], {
    description: 'Of the boards `weekly` and `monthly`: when the week (from Monday) or month began, UTC.',
  }),
  as_of: Freshness,
  members: Type.Array(LeaderboardRow, {
    description: 'Rows of a board of the past or of a closed season lack `xp`, `level` and `gold`.',
  }),
  next: NextCursor,
});
export type Leaderboard = Static<typeof Leaderboard>;
