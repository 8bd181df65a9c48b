import {
  checkRuleSet,
  decodeRuleSet,
  defaultRuleSet,
  encodeRuleSet,
  FutureVersionError,
  RuleSetError,
  SETTINGS,
  settingComplaint,
  settingValue,
} from './index.js';

const rules = defaultRuleSet('main');

test('the defaults are a valid rule set and survive the wire', () => {
  expect(decodeRuleSet(encodeRuleSet(rules))).toEqual(rules);
});

test('every default lies in its own range', () => {
  const wrong = Object.entries(SETTINGS).map(([key, { default: value }]) => settingComplaint(key, value));
  expect(wrong.filter(Boolean)).toEqual([]);
});

test.each([
  ['level_factor', 1],
  ['xp_base_message', -1],
  ['xp_base_message', 1.5],
  ['quality_floor', Number.NaN],
  ['announce_channel_id', '0'],
  ['no_such_key', 1],
  ['xp_base_message:abc', 1],
  ['level_base:123', 50],
])('%s = %p is refused and named', (name, value) => {
  expect(settingComplaint(name, value)).toContain(name);
  expect(() => checkRuleSet({ ...rules, settings: { [name]: value } })).toThrow(RuleSetError);
});

test('a guild may have a value of its own', () => {
  const values = { xp_base_message: 20, 'xp_base_message:123': 30 };
  expect(settingValue(values, 'xp_base_message')).toBe(20);
  expect(settingValue(values, 'xp_base_message', 123n)).toBe(30);
  expect(settingValue(values, 'xp_base_message', 124n)).toBe(20);
  expect(settingValue({}, 'xp_base_message', 124n)).toBe(15);
});

test('a multiplier below 0 or not finite is refused', () => {
  const category = (xp: number) => ({
    ...rules,
    categories: [
      {
        id: 1,
        guild_id: '1',
        name: 'General',
        active: true,
        channels: [],
        multipliers: [{ interaction_type: 'MESSAGE', xp_multiplier: xp, star_multiplier: 1 }],
      },
    ],
  });
  expect(() => checkRuleSet(category(1.5))).not.toThrow();
  expect(() => checkRuleSet(category(-1))).toThrow(/xp_multiplier/);
  expect(() => checkRuleSet(category(Number.POSITIVE_INFINITY))).toThrow(/xp_multiplier/);
});

test('newer semantics wait for an upgrade', () => {
  expect(() => checkRuleSet({ ...rules, semantics: 2 })).toThrow(FutureVersionError);
});

test('a reader leaves out the settings that a later version adds', () => {
  const later = { ...rules, settings: { ...rules.settings, hugs_per_day: 3, 'hugs_per_day:10': 4 } };
  expect(decodeRuleSet(Buffer.from(JSON.stringify(later)))).toEqual(rules);
});
