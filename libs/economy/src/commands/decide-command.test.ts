import { COMMANDS, type CommandType } from '@synapse/contracts';
import { rulesWith } from '../../test/given.js';
import { command, given, reason } from '../../test/given-commands.js';
import { decideCommand } from '../index.js';

const rules = rulesWith();

describe('who may send what', () => {
  const bodies: { [T in CommandType]?: object } = {};
  const types = Object.keys(COMMANDS) as CommandType[];
  test.each(types.filter((type) => COMMANDS[type].issuers.length === 1))('%s has one issuer', (type) => {
    const issuer = COMMANDS[type].issuers[0] === 'admin' ? 'bot' : 'admin';
    const wrong = command(type, (bodies[type] ?? {}) as never, { issuer, actor: 1n });
    expect(decideCommand(rules, given(), wrong)).toMatchObject({
      outcome: { status: 'refused', reason: 'not_allowed' },
      rows: [],
      effects: [],
    });
  });

  test('the system itself is nobody’s caller', () => {
    const nobody = command('set_preference', { announce_awards: false }, { actor: 0n });
    expect(reason(decideCommand(rules, given(), nobody))).toBe('not_allowed');
  });
});
