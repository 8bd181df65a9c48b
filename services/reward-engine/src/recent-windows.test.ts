import { decodeFact } from '@synapse/contracts';
import { windowKeys } from '@synapse/economy';
import { buildFact } from '@synapse/testkit';
import { createRecentWindows } from './recent-windows.js';

const keysOf = (...about: Parameters<typeof buildFact>) => {
  const decoded = decodeFact(Buffer.from(JSON.stringify(buildFact(...about))));
  if (!('fact' in decoded)) throw new Error('The fact is unreadable.');
  return [false, true].flatMap((isHistory) => windowKeys(decoded.fact, isHistory));
};

const window = { value: 1, lastAt: 0 };

test('whatever people react to, what a member did otherwise is remembered', () => {
  const windows = createRecentWindows();
  const keys = [
    ...keysOf('message_create', { id: 'msg:1' }),
    ...keysOf('voice_tick', { id: 'voice_tick:10:1:1' }),
  ];
  for (const key of keys) windows.set(key, window);
  const reactions = Array.from({ length: 25_000 }, (_, message) =>
    keysOf('reaction_add', { id: `rxn_add:s:${message}`, user_id: '9' }, { message_id: String(message + 1) }),
  );
  for (const [index, ofOne] of reactions.entries()) {
    if (index % 100 === 0) windows.turn();
    for (const key of ofOne) windows.set(key, null);
  }
  expect(reactions.at(-1)?.map((key) => windows.get(key))).toEqual(reactions.at(-1)?.map(() => null));
  expect(keys.map((key) => windows.get(key))).toEqual(keys.map(() => window));
  windows.clear();
  expect(keys.map((key) => windows.get(key))).toEqual(keys.map(() => undefined));
});
