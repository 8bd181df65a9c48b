import { rulesWith } from '../../test/given.js';
import {
  after,
  command,
  earnedBy,
  given,
  member,
  reason,
  short,
  story,
  template,
} from '../../test/given-commands.js';
import { decideCommand } from '../index.js';

describe('achievements by hand', () => {
  const some = rulesWith({ templates: [template(3, { xp_reward: 130 }), template(4, { active: false })] });
  const grant = (id: number) => command('grant_achievement', { member: '1', template: id });
  const revoke = (id: number) => command('revoke_achievement', { member: '1', template: id });

  test('a grant pays and names the admin', () => {
    const decision = decideCommand(some, given(), grant(3));
    expect(short(decision)).toEqual([
      ['ACHIEVEMENT_EARNED', 1n, 130, 5],
      ['LEVEL_UP', 1n, 0, 50],
    ]);
    expect(decision.rows[0]?.reasons.granted_by).toBe('99');
  });

  test('is refused for what is earned, unknown or inactive', () => {
    expect(reason(decideCommand(some, given([member(earnedBy(1n, 3))]), grant(3)))).toBe('already_earned');
    expect(reason(decideCommand(some, given(), grant(5)))).toBe('unknown_template');
    expect(reason(decideCommand(some, given(), grant(4)))).toBe('unknown_template');
  });

  test('a revoke takes back what was paid, at most what is there, and keeps the level', () => {
    const spent = command('award', { member: '1', xp: -100, gold: -54, reason: 'r' });
    const { decisions, state } = story(some, given(), [grant(3), spent, revoke(3)]);
    expect(decisions[2]?.outcome.result).toMatchObject({ xp: -30, gold: -1 });
    expect(state.members.get(1n)).toMatchObject({
      xp: 0,
      gold: 0,
      level: 2,
      earned: new Set(),
      revoked: new Set([3]),
    });
  });

  test('what was paid counts, not what the template pays by now', () => {
    const state = given([member({ ...earnedBy(1n, 3), xp: 500 })], {
      payments: new Map([['1:3', { xp: 7, gold: 0 }]]),
    });
    expect(decideCommand(some, state, revoke(3)).outcome.result).toMatchObject({ xp: -7, gold: 0 });
  });

  test('only a grant brings it back', () => {
    const milestone = rulesWith({
      templates: [template(3, { requirement_type: 'xp_milestone', requirement_value: 1 })],
    });
    const more = command('award', { member: '1', xp: 50, reason: 'r' });
    const { state } = story(milestone, given(), [more, revoke(3), more]);
    expect(state.members.get(1n)?.earned).toEqual(new Set());
    const again = story(milestone, state, [grant(3)]).state.members.get(1n);
    expect(again).toMatchObject({ earned: new Set([3]), revoked: new Set() });
  });

  test('a revoke is refused to those who do not have it', () => {
    expect(reason(decideCommand(some, given(), revoke(3)))).toBe('unknown_member');
    expect(reason(decideCommand(some, given([member({ id: 1n })]), revoke(3)))).toBe('not_earned');
    expect(reason(decideCommand(some, given([member({ id: 1n })]), revoke(9)))).toBe('unknown_template');
  });
});

describe('sweep_template', () => {
  const milestone = { requirement_type: 'xp_milestone' as const, requirement_value: 100 };
  const some = rulesWith({ templates: [template(3, milestone), template(4, { active: false })] });
  const sweep = (change = {}) => command('sweep_template', { template: 3, from: '2', to: '5', ...change });
  const xp = 120;

  test('grants to those of the range who qualify and neither have it nor lost it, in order, silently', () => {
    const state = given([
      member({ id: 5n, xp }),
      member({ id: 1n, xp }),
      member({ id: 2n, xp }),
      member({ id: 3n, xp: 99 }),
      member({ ...earnedBy(4n, 3), xp }),
      member({ id: 6n, xp }),
    ]);
    const decision = decideCommand(some, state, sweep());
    expect(decision).toMatchObject({ silent: true, outcome: { result: { granted: 2 } } });
    expect(short(decision)).toEqual([
      ['ACHIEVEMENT_EARNED', 2n, 10, 5],
      ['LEVEL_UP', 2n, 0, 50],
      ['ACHIEVEMENT_EARNED', 5n, 10, 5],
      ['LEVEL_UP', 5n, 0, 50],
    ]);
    expect(new Set(decision.rows.map(({ sourceEventId }) => sourceEventId)).size).toBe(4);
    expect(decideCommand(some, after(state, decision), sweep()).outcome.result).toEqual({ granted: 0 });
    const lost = given([member({ id: 2n, xp, revoked: new Set([3]) })]);
    expect(decideCommand(some, lost, sweep()).rows).toEqual([]);
  });

  test('is refused for what is unknown or inactive', () => {
    for (const id of [4, 9])
      expect(reason(decideCommand(some, given(), sweep({ template: id })))).toBe('unknown_template');
  });
});
