import { rulesWith } from '../../test/given.js';
import { command, given, member, reason } from '../../test/given-commands.js';
import { decideCommand } from '../index.js';

const rules = rulesWith();

describe('spend_gold', () => {
  const buy = (change = {}) => command('spend_gold', { item: 'coffee' }, change);

  test('costs what a coffee costs', () => {
    const state = given([member({ id: 1n, gold: 50 })]);
    expect(decideCommand(rules, state, buy()).rows).toMatchObject([
      {
        interaction: 'MANUAL_AWARD',
        xpDelta: 0,
        reasons: { kind: 'spend', item: 'coffee', gold_delta: -50 },
      },
    ]);
  });

  test('is refused when the balance is short, and to strangers', () => {
    expect(reason(decideCommand(rules, given([member({ id: 1n, gold: 49 })]), buy()))).toBe(
      'insufficient_gold',
    );
    expect(reason(decideCommand(rules, given(), buy()))).toBe('unknown_member');
  });
});
