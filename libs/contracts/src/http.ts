import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from './one-of.js';
import { Snowflake } from './snowflake.js';
import { COUNTERS } from './vocabulary.js';

const Figure = Type.Integer({ minimum: 0 });

export const BOARDS = ['xp', 'gold', 'level'] as const;
export const BoardName = oneOf(BOARDS);
export type BoardName = (typeof BOARDS)[number];

export const LeaderboardRow = Type.Object({
  rank: Type.Integer({ minimum: 1 }),
  id: Snowflake,
  name: Type.String(),
  avatar: Type.Union([Type.String(), Type.Null()]),
  xp: Figure,
  level: Type.Integer({ minimum: 1 }),
  gold: Figure,
});
export type LeaderboardRow = Static<typeof LeaderboardRow>;

/** A board, best first; ties are broken by the smaller id, so that the order is stable. */
export const Leaderboard = Type.Object({
  board: BoardName,
  total: Type.Integer({ minimum: 0, description: 'Members on the board.' }),
  members: Type.Array(LeaderboardRow),
});
export type Leaderboard = Static<typeof Leaderboard>;

export const MemberProfile = Type.Object({
  id: Snowflake,
  name: Type.String(),
  avatar: Type.Union([Type.String(), Type.Null()]),
  github_username: Type.Union([Type.String(), Type.Null()]),
  xp: Figure,
  level: Type.Integer({ minimum: 1 }),
  gold: Figure,
  stars: Figure,
  rank: Type.Integer({ minimum: 1, description: 'Place on the XP board.' }),
  counters: Type.Object(Object.fromEntries(COUNTERS.map((counter) => [counter, Figure]))),
});
export type MemberProfile = Static<typeof MemberProfile>;

/** The community as a whole, and how it calls itself. */
export const Overview = Type.Object({
  community: Type.String(),
  title: Type.String(),
  subtitle: Type.String(),
  currency: Type.Object(
    { primary: Type.String(), secondary: Type.String() },
    { description: 'What the community calls XP (primary) and gold (secondary).' },
  ),
  members: Type.Integer({ minimum: 0, description: 'Members who have earned XP.' }),
  xp: Figure,
  gold: Figure,
  stars: Figure,
  levels: Type.Integer({
    minimum: 0,
    description: 'Levels that members have reached, the first not counted.',
  }),
});
export type Overview = Static<typeof Overview>;

/** An error over HTTP. Source: RFC 9457. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  reason: Type.Optional(Type.String({ description: 'The stable code of a refusal, where there is one.' })),
});
export type Problem = Static<typeof Problem>;
