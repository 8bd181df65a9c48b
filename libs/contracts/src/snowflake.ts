import { Type } from '@sinclair/typebox';

/** Discord's epoch, 2015-01-01T00:00:00Z, in milliseconds. Source: Discord's API reference, "Snowflakes". */
export const DISCORD_EPOCH_MS = 1_420_070_400_000;

/** Columns hold no later year as ISO 8601 writes it. */
const YEAR_10000_MS = Date.UTC(10_000, 0, 1);

/** Tells whether something can have happened then. @param at milliseconds since the Unix epoch */
export const isMoment = (at: number): boolean => at >= DISCORD_EPOCH_MS && at < YEAR_10000_MS;

const LARGEST_ID = String(2n ** 63n - 1n);
const DIGITS = /^[1-9]\d{0,18}$/;

/** A Discord id: a positive 63-bit integer written as a decimal string, for JSON numbers lose its last digits. */
export const Snowflake = Type.String({
  pattern: '^[1-9][0-9]{0,18}$',
  description: 'A Discord id, as a decimal string.',
  examples: ['80351110224678912'],
});

/** Tells whether `value` is a snowflake that a PostgreSQL BIGINT can hold. */
export function isSnowflake(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    DIGITS.test(value) &&
    (value.length < LARGEST_ID.length || value <= LARGEST_ID)
  );
}

/** The moment a snowflake was made, in milliseconds since the Unix epoch. */
export function snowflakeTime(id: string | bigint): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;
}
