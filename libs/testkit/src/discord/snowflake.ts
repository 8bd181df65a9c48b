/** Discord's epoch, 2015-01-01T00:00:00Z, in milliseconds since 1970. */
export const DISCORD_EPOCH = 1_420_070_400_000;

const LOW_BITS = 22n;
const LOW_MASK = (1 << Number(LOW_BITS)) - 1;

/** The id of something made at `timeMs`; `low` fills the 22 bits in which Discord keeps worker, process and increment. */
export function snowflake(timeMs: number, low: number): string {
  return String((BigInt(Math.floor(timeMs) - DISCORD_EPOCH) << LOW_BITS) | BigInt(low & LOW_MASK));
}

/** When the id was made, in milliseconds since 1970. */
export function snowflakeTime(id: string): number {
  return Number(BigInt(id) >> LOW_BITS) + DISCORD_EPOCH;
}

/** Makes ids that carry the given time and never repeat, also when many share a millisecond. */
export function snowflakeSource(): (timeMs: number) => string {
  let made = 0;
  return (timeMs) => snowflake(timeMs, made++);
}

/** The shard, of `shardCount`, that Discord sends a guild's events to. */
export function shardOfGuild(guildId: string, shardCount: number): number {
  return Number((BigInt(guildId) >> LOW_BITS) % BigInt(shardCount));
}

/** A time the way Discord writes it: `2026-01-31T12:00:00.000000+00:00`. */
export function discordTimestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('Z', '000+00:00');
}
