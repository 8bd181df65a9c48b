import { EMPTY_STATE } from '@synapse/economy';
import { createMembersAtWork } from './members-at-work.js';

test('forgetting within a batch leaves what a later batch would find: history and what may still be asked for', () => {
  const loaded = { ...EMPTY_STATE, quests: new Map(), payments: new Map(), leaders: new Map() };
  const work = createMembersAtWork(loaded, new Map());
  work.move({ key: 'history:crowd:1', value: 1, lastAt: 5 });
  work.move({ key: 'crowd:1', value: 1, lastAt: 9 });
  work.move({ key: 'crowd:2', value: 1, lastAt: 10 });
  work.forgetBefore(10);
  expect(work.changes().windows.map(([key]) => key)).toEqual(['history:crowd:1', 'crowd:2']);
  expect(work.current.horizon).toBe(10);
});
