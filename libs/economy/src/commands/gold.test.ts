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

  test('coffee_gold_cost says how much, in each guild', () => {
    const dear = rulesWith({ settings: { coffee_gold_cost: 40, 'coffee_gold_cost:10': 51 } });
    const state = given([member({ id: 1n, gold: 50 })]);
    expect(decideCommand(dear, state, buy()).outcome.result).toMatchObject({ gold: -40 });
    expect(reason(decideCommand(dear, state, buy({ guildId: 10n })))).toBe('insufficient_gold');
  });

  test('is refused when the balance is short, and to strangers', () => {
    expect(reason(decideCommand(rules, given([member({ id: 1n, gold: 49 })]), buy()))).toBe(
      'insufficient_gold',
    );
    expect(reason(decideCommand(rules, given(), buy()))).toBe('unknown_member');
  });
});
