import { Type } from '@sinclair/typebox';
import { HttpProblem } from '@synapse/http';

/** A pattern for the whole numbers from 1 to `largest`, in decimal digits. */
export function upTo(largest: string): string {
  const below = [...largest].flatMap((digit, place) => {
    const lowest = place === 0 ? 1 : 0;
    if (Number(digit) <= lowest) return [];
    return `${largest.slice(0, place)}[${lowest}-${Number(digit) - 1}][0-9]{${largest.length - place - 1}}`;
  });
  return `^(?:[1-9][0-9]{0,${largest.length - 2}}|${below.join('|')}|${largest})$`;
}

/** A Discord id that a BIGINT holds. */
export const DiscordId = Type.String({
  pattern: upTo('9223372036854775807'),
  description: 'A Discord id, as a decimal string.',
  examples: ['80351110224678912'],
});

/** The id of a row of ours. */
export const RowId = Type.String({
  pattern: upTo('2147483647'),
  description: 'An id, as a decimal string.',
  examples: ['12'],
});

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
