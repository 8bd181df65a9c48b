import type { Fact, FactType } from '@synapse/contracts';
import { type Departure, departureAfter, isAway } from './departure.js';

const fact = (type: FactType, at: number) => ({ type, at }) as Fact;
const after = (...facts: Fact[]) =>
  facts.reduce<Departure | undefined>((departure, each) => departureAfter(departure, each), undefined);

test('who leaves is away', () => {
  expect(after(fact('message_create', 5))).toBeUndefined();
  expect(isAway(undefined)).toBe(false);
  expect(after(fact('member_leave', 10))).toEqual({ leftAt: 10, returnedAt: null });
  expect(isAway(after(fact('member_leave', 10)))).toBe(true);
});

test.each<FactType>([
  'member_join',
  'message_create',
  'reaction_add',
  'thread_create',
  'voice_join',
  'voice_tick',
])('who does something (%s) has returned', (type) => {
  expect(after(fact('member_leave', 10), fact(type, 11))).toEqual({ leftAt: 10, returnedAt: 11 });
});

test.each<FactType>(['voice_leave', 'reaction_remove', 'member_leave'])('%s is no return', (type) => {
  expect(after(fact('member_leave', 10), fact(type, 11))).toEqual({ leftAt: 10, returnedAt: null });
});

test('what is older than what is known changes nothing, and a repetition neither', () => {
  const facts = [fact('member_leave', 10), fact('member_join', 20)];
  expect(after(fact('member_leave', 10), fact('message_create', 9))).toEqual({
    leftAt: 10,
    returnedAt: null,
  });
  expect(after(...facts, ...facts)).toEqual({ leftAt: 10, returnedAt: 20 });
  expect(after(...facts, fact('member_leave', 30))).toEqual({ leftAt: 30, returnedAt: null });
});
