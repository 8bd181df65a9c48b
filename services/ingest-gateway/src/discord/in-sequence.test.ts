import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import { type Arrival, inSequence } from './in-sequence';

const arrival = (shard: number, s: number): Arrival => ({
  shard,
  dispatch: { s } as GatewayDispatchPayload,
  receivedAt: 0,
});

test('what is emitted out of order in one turn is delivered by sequence, shard by shard', async () => {
  const delivered: string[] = [];
  const take = inSequence(({ shard, dispatch }) => delivered.push(`${shard}:${dispatch.s}`));
  for (const [shard, s] of [
    [0, 2],
    [1, 9],
    [0, 1],
    [0, 3],
  ] as const)
    take(arrival(shard, s));
  await nextTurn();
  take(arrival(1, 8));
  await nextTurn();
  expect(delivered).toEqual(['0:1', '0:2', '0:3', '1:9', '1:8']);
});
