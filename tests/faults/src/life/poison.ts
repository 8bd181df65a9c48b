import { encodeFrame } from '@synapse/contracts';
import { buildFact, type Random } from '@synapse/testkit';

/** A whole fact in which one thing is made wrong. */
const spoilt = (change: object, payload: object = {}): string =>
  JSON.stringify(buildFact('message_create', { id: 'msg:poison', ...change } as { id: string }, payload));

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Lines that no reader can take, and that no reader may stumble over. */
const LINES: (() => string)[] = [
  () => 'this is not JSON',
  () => '{"id":"msg:1","type":',
  () => '{"__proto__":{"id":"msg:1","type":"message_create"}}',
  () => 'null',
  () => spoilt({ actor: { name: 'a\0b', avatar: null } }),
  () => spoilt({}).replace('"actor"', '"ignored"').replace('"id":"msg:poison"', '"id":"\\ud800"'),
  () => spoilt({ actor: { name: '\ud800', avatar: null } }),
  () => spoilt({}).replace(/"payload":\{.*\}/, `"payload":${nested(20_000)}`),
  () => spoilt({}).replace('"length":20', '"length":1e400'),
  () => spoilt({}, { length: -1 }),
  ...['0', '-1', '9223372036854775808', 'abc', ''].map((id) => () => spoilt({ user_id: id })),
  () => spoilt({ user_id: null }),
  () => spoilt({ type: 'of_a_later_version' }),
  () => spoilt({ at: '1970-01-01T00:00:00.000Z' }),
  () => spoilt({ at: '2036-01-01T00:00:00.000Z' }),
  () => spoilt({ at: 'yesterday' }),
  () => `"${'x'.repeat(700_000)}"`,
];

/** A frame of poison with whole facts between, and the places of the poison; or an entry that is none at all. */
export function poisonFrame(random: Random, facts: readonly object[]) {
  if (random.chance(0.15)) return { body: Buffer.from(`no frame at all ${random.next()}`), poison: [-1] };
  const lines: string[] = [];
  const poison: number[] = [];
  for (const fact of facts) {
    poison.push(lines.push(random.pick(LINES)()) - 1);
    lines.push(JSON.stringify(fact));
  }
  return { body: encodeFrame(`poison:${random.next()}`, lines), poison };
}
