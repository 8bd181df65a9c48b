import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import { applyChange, emptyPicture, keyOf } from './picture/picture';
import { beginSession } from './session-start';
import type { SessionRecord } from './spool/spool-content';

const GUILD = String(2n << 22n);
const ELSEWHERE = String(3n << 22n);
const NOW = Date.parse('2026-03-01T12:00:00.000Z');

const arrival = (more = {}) => ({
  shard: 0,
  receivedAt: NOW,
  dispatch: {
    s: 1,
    d: {
      session_id: 'new',
      resume_gateway_url: 'wss://resume',
      shard: [0, 2],
      guilds: [{ id: GUILD }],
      ...more,
    },
  } as unknown as GatewayDispatchPayload,
});
const known = (shard_count: number, at = NOW - 1000): SessionRecord => ({
  session_id: 'old',
  resume_url: '',
  shard_count,
  sequence: 9,
  at,
});
const gaps = (sessions: [number, SessionRecord][]) =>
  beginSession(arrival(), new Map(sessions), emptyPicture()).facts.map(({ payload }) => payload);

test('the first session ever is no gap', () => {
  expect(beginSession(arrival(), new Map(), emptyPicture())).toEqual({
    facts: [],
    changes: [],
    record: { session_id: 'new', resume_url: 'wss://resume', shard_count: 2, sequence: 1, at: NOW },
  });
  expect(gaps([[1, known(2)]])).toEqual([]);
});

test('a session after another one is a gap from the last thing seen', () => {
  const { facts } = beginSession(arrival(), new Map([[0, known(2)]]), emptyPicture());
  expect(facts).toMatchObject([
    {
      id: `gateway_gap:new:${GUILD}`,
      guild_id: GUILD,
      at: '2026-03-01T12:00:00.000Z',
      payload: { shard: 0, from: '2026-03-01T11:59:59.000Z', to: '2026-03-01T12:00:00.000Z' },
    },
  ]);
});

test('with another number of shards the guilds were watched by another one', () => {
  expect(
    gaps([
      [1, known(3, NOW - 1000)],
      [2, known(3, NOW - 5000)],
    ]),
  ).toMatchObject([{ from: '2026-03-01T11:59:55.000Z' }]);
});

test('who is in voice in the guilds of the shard is forgotten', () => {
  const picture = emptyPicture();
  for (const guild of [GUILD, ELSEWHERE]) applyChange(picture, { key: keyOf.voice(guild, '7'), value: {} });
  expect(beginSession(arrival(), new Map(), picture).changes).toEqual([
    { key: keyOf.voice(GUILD, '7'), value: null },
  ]);
});

test('a READY that cannot be read is an error that names the place', () => {
  expect(() => beginSession(arrival({ session_id: 7 }), new Map(), emptyPicture())).toThrow(
    /at \/session_id/,
  );
});
