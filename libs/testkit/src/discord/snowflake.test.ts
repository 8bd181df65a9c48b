import { discordTimestamp, shardOfGuild, snowflake, snowflakeSource, snowflakeTime } from './snowflake.js';

const NOON = Date.UTC(2026, 0, 31, 12);

test('the time of Discord’s documented example is read and written back', () => {
  expect(snowflakeTime('175928847299117063')).toBe(Date.UTC(2016, 3, 30, 11, 18, 25, 796));
  expect(snowflake(Date.UTC(2016, 3, 30, 11, 18, 25, 796), (1 << 17) | 7)).toBe('175928847299117063');
});

test('ids of one millisecond differ and keep their time', () => {
  const newId = snowflakeSource();
  const ids = Array.from({ length: 5_000 }, () => newId(NOON));
  expect(new Set(ids).size).toBe(5_000);
  expect(new Set(ids.map(snowflakeTime))).toEqual(new Set([NOON]));
});

test('guilds made one millisecond apart lie on shards that follow each other', () => {
  const shards = [0, 1, 2, 3].map((step) => shardOfGuild(snowflake(NOON + step, 9), 4));
  expect([...shards].sort()).toEqual([0, 1, 2, 3]);
});

test('a time is written the way Discord does', () => {
  expect(discordTimestamp(NOON)).toBe('2026-01-31T12:00:00.000000+00:00');
});
