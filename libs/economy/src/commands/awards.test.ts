import { rulesWith } from '../../test/given.js';
import { after, command, given, member, reason, short, story, template } from '../../test/given-commands.js';
import { decideCommand, LARGEST_FIGURE } from '../index.js';

const rules = rulesWith();

describe('award', () => {
  const award = (xp?: number, gold?: number) =>
    command('award', {
      member: '1',
      ...(xp !== undefined && { xp }),
      ...(gold !== undefined && { gold }),
      reason: 'r',
    });

  test('of 5000 XP to a new member reaches level 18, with 17 rows and 850 gold', () => {
    const { rows, outcome } = decideCommand(rules, given(), award(5000));
    expect(outcome).toMatchObject({ result: { totals: { xp: 5000, level: 18, gold: 850 } } });
    expect(rows.filter(({ interaction }) => interaction === 'LEVEL_UP')).toHaveLength(17);
  });

  test('is one row with its reason, and its gold in the ledger', () => {
    expect(decideCommand(rules, given(), award(3, 4)).rows).toMatchObject([
      {
        interaction: 'MANUAL_AWARD',
        sourceSystem: 'command',
        xpDelta: 3,
        reasons: { kind: 'award', reason: 'r', gold_delta: 4 },
      },
    ]);
  });

  test('XP taken away lowers the XP, never the level, and a level is paid once', () => {
    const { state, decisions } = story(rules, given(), [award(130), award(-100), award(100)]);
    expect(state.members.get(1n)).toMatchObject({ xp: 130, level: 2, gold: 50 });
    expect(decisions.map(({ rows }) => rows.length)).toEqual([2, 1, 1]);
  });

  test('brings the achievements whose figures it moves, and the levels of those', () => {
    const rich = rulesWith({
      templates: [template(3, { requirement_type: 'xp_milestone', requirement_value: 100, xp_reward: 30 })],
    });
    expect(short(decideCommand(rich, given(), award(100)))).toEqual([
      ['MANUAL_AWARD', 1n, 100, 0],
      ['ACHIEVEMENT_EARNED', 1n, 30, 5],
      ['LEVEL_UP', 1n, 0, 50],
    ]);
  });

  test.each([
    [0, 0],
    [undefined, undefined],
    [0, undefined],
  ])('of %p XP and %p gold does nothing', (xp, gold) => {
    expect(reason(decideCommand(rules, given(), award(xp, gold)))).toBe('nothing_to_do');
  });

  test.each([
    [-11, 0, 'xp'],
    [0, -6, 'gold'],
    [LARGEST_FIGURE - 9, 0, 'xp'],
    [0, LARGEST_FIGURE - 4, 'gold'],
  ])('of %p XP and %p gold would take the %s out of its range', (xp, gold, field) => {
    const state = given([member({ id: 1n, xp: 10, gold: 5 })]);
    expect(decideCommand(rules, state, award(xp, gold))).toMatchObject({
      outcome: { status: 'refused', reason: 'out_of_range', field },
      rows: [],
      effects: [],
    });
  });

  test('may go to the very ends of the range', () => {
    const state = given([member({ id: 1n, xp: 10, gold: 5 })]);
    expect(decideCommand(rules, state, award(-10, -5)).outcome).toMatchObject({
      result: { totals: { xp: 0, gold: 0 } },
    });
    const most = decideCommand(rules, state, award(LARGEST_FIGURE - 10, LARGEST_FIGURE - 5));
    expect(after(state, most).members.get(1n)).toMatchObject({ xp: LARGEST_FIGURE, gold: LARGEST_FIGURE });
  });
});

describe('import_member', () => {
  const imported = (xp: number, level?: number) =>
    command('import_member', { member: '1', xp, ...(level !== undefined && { level }) });

  test('raises the XP to the figure, silently; its levels pay no gold', () => {
    const state = given([member({ id: 1n, xp: 100 })]);
    const decision = decideCommand(rules, state, imported(160));
    expect(decision.silent).toBe(true);
    expect(short(decision)).toEqual([
      ['MANUAL_AWARD', 1n, 60, 0],
      ['LEVEL_UP', 1n, 0, 0],
      ['LEVEL_UP', 1n, 0, 0],
    ]);
  });

  test('never lowers it', () => {
    const state = given([member({ id: 1n, xp: 100 })]);
    for (const xp of [0, 99, 100])
      expect(reason(decideCommand(rules, state, imported(xp)))).toBe('nothing_to_do');
  });

  test.each([
    [2, 125],
    [3, 156],
    [21, 8673],
  ])('keeping level %i takes its first XP on our curve', (level, xp) => {
    expect(decideCommand(rules, given(), imported(0, level)).outcome.result).toMatchObject({
      totals: { xp, level },
    });
  });

  test('a level that no XP reaches is out of range', () => {
    expect(decideCommand(rules, given(), imported(0, 10_000)).outcome).toMatchObject({
      reason: 'out_of_range',
      field: 'level',
    });
    expect(reason(decideCommand(rules, given(), imported(0, 1)))).toBe('nothing_to_do');
  });
});
