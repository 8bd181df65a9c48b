import { Type } from '@sinclair/typebox';
import { HttpProblem } from '@synapse/http';

export { DiscordId, RowId } from '@synapse/contracts';

/** How many at most, in a query. */
export const Limit = Type.Optional(
  Type.String({
    pattern: '^(?:[1-9]|[1-9][0-9]|[12][0-9][0-9]|300)$',
    description: '1 to 300; 100 unless given.',
  }),
);
export const DEFAULT_LIMIT = 100;

/** @throws HttpProblem 403 when the asker does not administer the guild */
export function mustAdminister({ guilds }: { guilds: ReadonlySet<bigint> }, guildId: string | bigint): void {
  if (!guilds.has(BigInt(guildId))) throw new HttpProblem(403, `You do not administer the guild ${guildId}.`);
}
