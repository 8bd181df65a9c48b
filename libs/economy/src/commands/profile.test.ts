import { rulesWith } from '../../test/given.js';
import { command, given, reason } from '../../test/given-commands.js';
import { decideCommand } from '../index.js';

const rules = rulesWith();

describe('profiles', () => {
  test.each(['a', 'octo-cat', 'A1-b2', 'x'.repeat(39)])('%s can be a GitHub name', (username) => {
    expect(decideCommand(rules, given(), command('link_github', { username })).effects).toEqual([
      { kind: 'github', userId: 1n, username },
    ]);
  });

  test.each(['', '-a', 'a-', 'a--b', 'a b', 'ä', 'x'.repeat(40), 'a\n'])('%j cannot', (username) => {
    expect(reason(decideCommand(rules, given(), command('link_github', { username })))).toBe(
      'bad_github_name',
    );
  });

  test('none unlinks', () => {
    expect(decideCommand(rules, given(), command('link_github', { username: null })).outcome.status).toBe(
      'applied',
    );
  });

  test('a preference is kept, no preference is nothing to do', () => {
    expect(
      decideCommand(rules, given(), command('set_preference', { announce_awards: false })).effects,
    ).toEqual([{ kind: 'preferences', userId: 1n, wanted: { announce_awards: false } }]);
    expect(reason(decideCommand(rules, given(), command('set_preference', {})))).toBe('nothing_to_do');
  });
});
