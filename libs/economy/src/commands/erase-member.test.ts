import type { Fact } from '@synapse/contracts';
import { message, reaction, rulesWith } from '../../test/given.js';
import { AT, command, given, member, quest, reason } from '../../test/given-commands.js';
import {
  commandEvents,
  decideCommand,
  newMember,
  whomErases,
  windowKeys,
  windowsNaming,
  withoutErased,
} from '../index.js';

const rules = rulesWith({ quests: [quest, { ...quest, id: 8 }] });

describe('who erases whom', () => {
  const byBot = (body: { member?: string }, actor = 1n) =>
    command('erase_member', body, { issuer: 'bot', actor });
  const byAdmin = (body: { member?: string }, actor = 99n) =>
    command('erase_member', body, { issuer: 'admin', actor });

  test('a bot erases its caller, whom it may name', () => {
    expect(whomErases(byBot({}))).toBe(1n);
    expect(whomErases(byBot({ member: '1' }))).toBe(1n);
  });

  test('an admin, or the system itself, erases whom it names', () => {
    expect(whomErases(byAdmin({ member: '7' }))).toBe(7n);
    expect(whomErases(byAdmin({ member: '7' }, 0n))).toBe(7n);
  });

  test('a bot erases nobody else, an admin nobody unnamed, the system is nobody’s caller', () => {
    for (const wrong of [byBot({ member: '2' }), byBot({}, 0n), byAdmin({})]) {
      expect(whomErases(wrong)).toBeNull();
      expect(reason(decideCommand(rules, given(), wrong))).toBe('not_allowed');
    }
  });
});

test('the outcome says what was removed, and quests at work are open again, silently', () => {
  const quests = new Map([
    [8, { status: 'claimed', claimer: 1n }],
    [7, { status: 'claimed', claimer: 1n }],
    [9, { status: 'claimed', claimer: 2n }],
    [10, { status: 'complete', claimer: 1n }],
  ] as const);
  const known = member({ id: 1n, xp: 200, level: 3, gold: 40, stars: 9, earned: new Set([1, 2]) });
  const erase = command('erase_member', {}, { issuer: 'bot', actor: 1n, id: 'bye' });
  const decision = decideCommand(rules, given([known], { quests }), erase);
  expect(decision).toEqual({
    outcome: { status: 'applied', result: { xp: 200, level: 3, gold: 40, stars: 9, achievements: 2 } },
    rows: [],
    effects: [
      { kind: 'quest', quest: 7, status: 'open', claimer: null, userId: 1n },
      { kind: 'quest', quest: 8, status: 'open', claimer: null, userId: 1n },
      { kind: 'erased', userId: 1n },
    ],
    silent: true,
  });
  const told = commandEvents(rules, erase, decision, () => known);
  expect(told.map(({ kind, id, silent }) => [kind, id, silent])).toEqual([
    ['quest_changed', 'bot:1:bye:quest:7', true],
    ['quest_changed', 'bot:1:bye:quest:8', true],
    ['member_erased', 'bot:1:bye:erased', true],
    ['command_settled', 'bot:1:bye:settled', true],
  ]);
});

test('somebody nobody has heard of is erased as well: what they did may still arrive', () => {
  const decision = decideCommand(rules, given(), command('erase_member', {}, { issuer: 'bot', actor: 5n }));
  expect(decision.outcome).toEqual({
    status: 'applied',
    result: { xp: 0, level: 1, gold: 0, stars: 0, achievements: 0 },
  });
});

describe('after an erasure', () => {
  const erased = given([newMember(1n, AT)], { isErased: (id, at) => id === 1n && at <= AT });

  test.each([
    ['from', command('link_github', { username: 'ada' }, { actor: 1n })],
    ['about', command('award', { member: '1', xp: 5, reason: 'r' })],
    [
      'that no bot may send, from',
      command('award', { member: '2', xp: 5, reason: 'r' }, { issuer: 'bot', actor: 1n }),
    ],
    ['that erases once more', command('erase_member', { member: '1' }, { issuer: 'admin', actor: 99n })],
  ])('a command of before %s the member is refused', (_, late) => {
    expect(reason(decideCommand(rules, erased, late))).toBe('erased');
  });

  test('one of later is about somebody new', () => {
    const later = command('award', { member: '1', xp: 5, reason: 'r' }, { at: AT + 1 });
    expect(decideCommand(rules, erased, later).outcome.status).toBe('applied');
  });
});

describe('the windows that name a member', () => {
  const given = reaction({ userId: 2n, targetId: 1n });
  const named = (of: Fact, isHistory: boolean, id: bigint) => {
    const { prefixes, keys } = windowsNaming(id, [{ reactor: 2n, at: of.at }]);
    return windowKeys(of, isHistory).filter(
      (key) => keys.includes(key) || prefixes.some((prefix) => key.startsWith(prefix)),
    );
  };
  /** Of a pair's two days only the one that the reaction happened on is ever written. */
  const written = (isHistory: boolean) =>
    windowKeys(given, isHistory).filter((key) => !key.endsWith(`:${Math.floor(given.at / 86_400_000) - 1}`));

  test.each([false, true])(
    'are found by their keys, on both sides of a reaction; history: %s',
    (isHistory) => {
      for (const id of [1n, 2n]) {
        const mentions = written(isHistory).filter((key) => key.split(':').includes(String(id)));
        expect(named(given, isHistory, id)).toEqual(expect.arrayContaining(mentions));
        expect(mentions.length).toBeGreaterThan(1);
      }
      const own = message({}, { userId: 1n });
      expect(named(own, isHistory, 1n)).toEqual(windowKeys(own, isHistory));
    },
  );

  test('are not those of others, nor what a crowd is counted in', () => {
    expect(named(message({}, { userId: 11n }), false, 1n)).toEqual([]);
    expect(named(given, false, 1n).filter((key) => key.startsWith('crowd:'))).toEqual([]);
  });
});

describe('a fact that comes after an erasure', () => {
  const isErased = (id: bigint, at: number) => id === 1n && at <= AT;

  test('of the member is kept out', () => {
    expect(withoutErased(message({}, { userId: 1n }), isErased)).toBeNull();
  });

  test('of somebody else loses the side of the member, and nothing else', () => {
    const given = reaction({ userId: 2n, targetId: 1n });
    expect(withoutErased(given, isErased)).toEqual({ ...given, targetId: null });
    const reply = message({ is_reply: true, reply_to_user_id: '1' }, { userId: 2n });
    expect(withoutErased(reply, isErased)).toEqual({
      ...reply,
      payload: { ...reply.payload, reply_to_user_id: null },
    });
  });

  test('of somebody else, or of a later time, is left as it is', () => {
    for (const kept of [
      reaction({ userId: 2n, targetId: 3n }),
      message({}, { userId: 1n, at: AT + 1 }),
      reaction({ userId: 2n, targetId: 1n, at: AT + 1 }),
    ]) {
      expect(withoutErased(kept, isErased)).toBe(kept);
    }
  });
});
