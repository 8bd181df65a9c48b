import { Type } from '@sinclair/typebox';
import { settingValue } from '@synapse/contracts';
import { type App, COMMON_PROBLEMS, weakEtag } from '@synapse/http';
import { readLeaderboard } from '@synapse/store';
import type { Reads } from '../reads.js';
import { BoardParameter, named } from '../schemas.js';

const Limit = Type.Integer({
  minimum: 1,
  maximum: 100,
  description: 'How many members; the setting `leaderboard_size` when it is left out.',
});

/** `GET /v1/leaderboards/{board}` */
export function leaderboardRoute(app: App, { db, settings }: Reads): void {
  app.get(
    '/v1/leaderboards/:board',
    {
      onSend: weakEtag,
      schema: {
        operationId: 'getLeaderboard',
        summary: 'The best members of a board, with stable ties.',
        tags: ['boards'],
        params: Type.Object({ board: BoardParameter }),
        querystring: Type.Object({ limit: Type.Optional(Limit) }),
        response: { 200: named('Leaderboard', 'The board, best first.'), ...COMMON_PROBLEMS },
      },
    },
    async ({ params, query }) => {
      const limit = query.limit ?? settingValue(await settings(), 'leaderboard_size');
      return readLeaderboard(db, params.board, limit);
    },
  );
}
