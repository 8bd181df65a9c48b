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

const category = (xp_multiplier: unknown) => ({
  id: 1,
  guild_id: '1',
  name: 'General',
  active: true,
  channels: [],
  multipliers: [{ interaction_type: 'MESSAGE', xp_multiplier, star_multiplier: 1 }],
});
const template = (change: object) => ({
  id: 4,
  guild_id: '1',
  name: 'Chatterbox',
  category: 'social',
  requirement_type: 'counter_threshold',
  requirement_scope: 'lifetime',
  requirement_field: 'messages_sent',
  requirement_value: 100,
  xp_reward: 0,
  gold_reward: 0,
  rarity: 'common',
  announce_channel_id: null,
  active: true,
  ...change,
});
const season = (id: number, starts_at: string, ends_at: string, change: object = {}) => ({
  id,
  guild_id: String(id),
  name: `Season ${id}`,
  starts_at,
  ends_at,
  active: true,
  ...change,
});
const quest = { id: 1, guild_id: '1', title: 'Write', xp_reward: 1, gold_reward: 1, active: true };
const [JANUARY, FEBRUARY, MARCH] = ['2026-01-01', '2026-02-01', '2026-03-01'] as const;

describe('input is refused with the name of the field', () => {
  test.each<[string, string, object]>([
    ['a multiplier below 0', '/categories/0/multipliers/0/xp_multiplier', { categories: [category(-1)] }],
    [
      'one that is not finite',
      '/categories/0/multipliers/0/xp_multiplier',
      { categories: [category(Infinity)] },
    ],
    [
      'one that is no number',
      '/categories/0/multipliers/0/xp_multiplier',
      { categories: [category(Number.NaN)] },
    ],
    ['an unknown field', '/quests/0/bonus', { quests: [{ ...quest, bonus: 1 }] }],
    ['an unknown field of the whole', '/hugs', { hugs: [] }],
    ['a reward below 0', '/quests/0/gold_reward', { quests: [{ ...quest, gold_reward: -1 }] }],
    [
      'a template without a value',
      '/templates/0/requirement_value',
      { templates: [template({ requirement_value: null })] },
    ],
    [
      'a counter of nothing',
      '/templates/0/requirement_field',
      { templates: [template({ requirement_field: null })] },
    ],
    [
      'a counter of something else',
      '/templates/0/requirement_field',
      { templates: [template({ requirement_field: 'hugs' })] },
    ],
    [
      'a value beyond every figure',
      '/templates/0/requirement_value',
      { templates: [template({ requirement_value: 2_147_483_648 })] },
    ],
    ['a season of no time', '/seasons/0/starts_at', { seasons: [season(1, 'soon', MARCH)] }],
    ['a season that ends before it begins', '/seasons/0/ends_at', { seasons: [season(1, MARCH, JANUARY)] }],
    [
      'active seasons that overlap',
      '/seasons/1/starts_at',
      { seasons: [season(1, JANUARY, MARCH), season(2, FEBRUARY, MARCH)] },
    ],
  ])('%s', (_what, field, change) => {
    expect(() => checkRuleSet({ ...rules, ...change })).toThrow(`${field}: `);
    expect(() => checkRuleSet({ ...rules, ...change })).toThrow(RuleSetError);
  });

  test('what is never met by itself, or not in force, may be there', () => {
    const templates = [
      template({ requirement_type: 'custom', requirement_field: null, requirement_value: null }),
      template({ requirement_value: null, active: false }),
    ];
    const seasons = [
      season(1, JANUARY, MARCH, { active: false }),
      season(2, FEBRUARY, MARCH),
      season(3, MARCH, '2026-04-01'),
    ];
    expect(checkRuleSet({ ...rules, templates, seasons, categories: [category(1.5)] })).toMatchObject({
      templates,
    });
  });
});

test('what is in the log already is read: an unknown field is left out, a template nobody can meet is never met', () => {
  const templates = [template({ requirement_value: null, shape: 'round' })];
  const written = { ...rules, templates, hugs: [] };
  expect(decodeRuleSet(Buffer.from(JSON.stringify(written)))).toEqual({
    ...rules,
    templates: [template({ requirement_value: null })],
  });
});

test('newer semantics wait for an upgrade', () => {
  expect(() => checkRuleSet({ ...rules, semantics: 2 })).toThrow(FutureVersionError);
});

test('a reader leaves out the settings that a later version adds', () => {
  const later = { ...rules, settings: { ...rules.settings, hugs_per_day: 3, 'hugs_per_day:10': 4 } };
  expect(decodeRuleSet(Buffer.from(JSON.stringify(later)))).toEqual(rules);
});

test('one that is nested beyond reason is no rule set', () => {
  const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(() => decodeRuleSet(Buffer.from(nested))).toThrow(RuleSetError);
});
