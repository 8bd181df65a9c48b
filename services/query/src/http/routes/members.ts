import { Type } from '@sinclair/typebox';
import { isSnowflake, Snowflake } from '@synapse/contracts';
import { type App, COMMON_PROBLEMS, HttpProblem, NOT_FOUND, weakEtag } from '@synapse/http';
import { readMemberProfile } from '@synapse/store';
import type { Reads } from '../reads.js';
import { named } from '../schemas.js';

/** `GET /v1/members/{id}` */
export function memberRoute(app: App, { db }: Reads): void {
  app.get(
    '/v1/members/:id',
    {
      onSend: weakEtag,
      schema: {
        operationId: 'getMember',
        summary: 'A member’s figures and rank.',
        tags: ['members'],
        params: Type.Object({ id: Snowflake }),
        response: { 200: named('MemberProfile', 'The member.'), ...COMMON_PROBLEMS, ...NOT_FOUND },
      },
    },
    async ({ params: { id } }) => {
      // The schema lets nineteen digits pass that no BIGINT holds.
      if (!isSnowflake(id)) throw new HttpProblem(400, `${id} is larger than any Discord id.`);
      const profile = await readMemberProfile(db, BigInt(id));
      if (!profile) throw new HttpProblem(404, `No member has the id ${id}.`);
      return profile;
    },
  );
}
