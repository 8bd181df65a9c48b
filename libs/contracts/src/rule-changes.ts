import { type Static, type TObject, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { checkRuleSet } from './check-rule-set.js';
import { RARITIES } from './http/achievements.js';
import { oneOf } from './one-of.js';
import { RuleSetError } from './read-rule-set.js';
import type { RuleSet, RuleSetCategory, RuleSetTemplate } from './rule-set.js';
import { Snowflake } from './snowflake.js';
import { COUNTERS, INTERACTION_TYPES } from './vocabulary.js';

const RowId = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
const Figure = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }));
const Factor = Type.Optional(Type.Number({ minimum: 0, maximum: 1000 }));
/** A field that nobody knows is a change that would silently not be made. */
const exact = { additionalProperties: false };

const Multiplier = Type.Object(
  {
    category: RowId,
    interaction: oneOf(INTERACTION_TYPES),
    xp: Factor,
    stars: Factor,
  },
  exact,
);

const Channel = Type.Object(
  {
    channel: Snowflake,
    category: Type.Union([RowId, Type.Null()], {
      description: 'null takes the channel out of its category.',
    }),
  },
  exact,
);

const Template = Type.Object(
  {
    id: RowId,
    requirement_scope: Type.Optional(oneOf(['season', 'lifetime'] as const)),
    requirement_field: Type.Optional(oneOf(COUNTERS)),
    requirement_value: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    xp_reward: Figure,
    gold_reward: Figure,
    active: Type.Optional(Type.Boolean()),
  },
  exact,
);

const NewTemplate = Type.Object(
  {
    id: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2_147_483_647,
        description: 'Given by the report; leave it out.',
      }),
    ),
    name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    requirement_type: oneOf(['counter_threshold', 'star_threshold', 'xp_milestone'] as const),
    requirement_scope: oneOf(['season', 'lifetime'] as const),
    requirement_field: Type.Optional(oneOf(COUNTERS)),
    requirement_value: Type.Integer({ minimum: 0 }),
    xp_reward: Figure,
    gold_reward: Figure,
    rarity: oneOf(RARITIES),
  },
  exact,
);

/** What is to be different about the rules; what is left out stays as it was. */
export const RuleChanges = Type.Object(
  {
    settings: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'By key, or by `<key>:<guild id>` for one guild.',
      }),
    ),
    multipliers: Type.Optional(Type.Array(Multiplier)),
    channels: Type.Optional(Type.Array(Channel)),
    templates: Type.Optional(Type.Array(Template, { description: 'Templates that exist.' })),
    new_templates: Type.Optional(
      Type.Array(NewTemplate, {
        maxItems: 100,
        description: 'Templates to come; who qualifies by the facts of before is granted them by a sweep.',
      }),
    ),
  },
  exact,
);
export type RuleChanges = Static<typeof RuleChanges>;

const schema = TypeCompiler.Compile(RuleChanges as TObject);

/**
 * Returns `value` as changes that can be made to a rule set.
 * @throws RuleSetError naming each wrong field, or what the rule set does not have
 */
export function checkRuleChanges(value: unknown, inForce: RuleSet): RuleChanges {
  if (!schema.Check(value)) {
    const errors = [...schema.Errors(value)].slice(0, 20);
    throw new RuleSetError(
      errors.map(({ path, message }) => `${path || 'The changes'}: ${message}.`).join('\n'),
    );
  }
  const changes = withIds(value as RuleChanges, inForce);
  const missing = complaints(changes, inForce);
  if (missing.length > 0) throw new RuleSetError(missing.join('\n'));
  checkRuleSet(changeRuleSet(inForce, changes));
  return changes;
}

/** New templates get the ids that come next: a report names them by these, and an apply makes them under these. */
function withIds(changes: RuleChanges, { templates }: RuleSet): RuleChanges {
  if (!changes.new_templates) return changes;
  const first = Math.max(0, ...templates.map(({ id }) => id)) + 1;
  const numbered = changes.new_templates.map((template, n) => ({
    ...template,
    id: template.id ?? first + n,
  }));
  return { ...changes, new_templates: numbered };
}

function complaints(
  { multipliers = [], channels = [], templates = [], new_templates: added = [] }: RuleChanges,
  { categories, templates: known }: RuleSet,
): string[] {
  const has = (id: number | null) => id === null || categories.some((category) => category.id === id);
  const lacks = (place: string, id: number | null) => `${place}: the rules have no ${id}.`;
  return [
    ...multipliers.flatMap(({ category }, n) =>
      has(category) ? [] : lacks(`/multipliers/${n}/category`, category),
    ),
    ...channels.flatMap(({ category }, n) =>
      has(category) ? [] : lacks(`/channels/${n}/category`, category),
    ),
    ...templates.flatMap(({ id }, n) =>
      known.some((template) => template.id === id) ? [] : lacks(`/templates/${n}/id`, id),
    ),
    ...added.flatMap(({ id, name, requirement_type: type, requirement_field: field }, n) => [
      ...(known.some((template) => template.id === id) ? [`/new_templates/${n}/id: ${id} is taken.`] : []),
      ...(known.some((template) => sameName(template.name, name))
        ? [`/new_templates/${n}/name: an achievement is called so already.`]
        : []),
      ...((type === 'counter_threshold') === (field === undefined)
        ? [`/new_templates/${n}/requirement_field: counter_threshold names a counter, and nothing else does.`]
        : []),
    ]),
    ...twice(
      'new_templates',
      added.map(({ name }) => name.toLowerCase()),
    ),
    ...twice(
      'multipliers',
      multipliers.map(({ category, interaction }) => `${category} ${interaction}`),
    ),
    ...twice(
      'channels',
      channels.map(({ channel }) => channel),
    ),
    ...twice(
      'templates',
      templates.map(({ id }) => String(id)),
    ),
  ];
}

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

const twice = (list: string, names: readonly string[]) =>
  names.flatMap((name, n) => (names.indexOf(name) < n ? [`/${list}/${n}: ${name} stands there twice.`] : []));

/** The rule set with the changes made, as far as it has what they are about: an older version may not. */
export function changeRuleSet(ruleSet: RuleSet, changes: RuleChanges): RuleSet {
  const {
    settings = {},
    multipliers = [],
    channels = [],
    templates = [],
    new_templates: added = [],
  } = changes;
  const byTemplate = new Map(templates.map(({ id, ...change }) => [id, change]));
  const categories = multipliers.reduce(withMultiplier, ruleSet.categories);
  return {
    ...ruleSet,
    settings: { ...ruleSet.settings, ...settings },
    categories: channels.reduce(withChannel, categories),
    templates: [
      ...ruleSet.templates.map(
        (template): RuleSetTemplate => ({ ...template, ...byTemplate.get(template.id) }),
      ),
      ...added.map((template) => newTemplate(ruleSet, template)),
    ],
  };
}

/** A template as it will stand in the rules; it belongs to the community, whatever guild its row names. */
const newTemplate = (
  { templates, seasons }: RuleSet,
  { id = 0, description: _, ...wanted }: NonNullable<RuleChanges['new_templates']>[number],
): RuleSetTemplate => ({
  guild_id: templates[0]?.guild_id ?? seasons[0]?.guild_id ?? '1',
  category: 'social',
  requirement_field: null,
  xp_reward: 0,
  gold_reward: 0,
  announce_channel_id: null,
  active: true,
  ...wanted,
  id,
});

function withMultiplier(
  categories: RuleSetCategory[],
  { category: id, interaction, xp, stars }: Static<typeof Multiplier>,
): RuleSetCategory[] {
  return categories.map((category) => {
    if (category.id !== id) return category;
    const others = category.multipliers.filter(({ interaction_type: type }) => type !== interaction);
    const before = category.multipliers.find(({ interaction_type: type }) => type === interaction);
    const changed = {
      interaction_type: interaction,
      xp_multiplier: xp ?? before?.xp_multiplier ?? 1,
      star_multiplier: stars ?? before?.star_multiplier ?? 1,
    };
    return { ...category, multipliers: [...others, changed] };
  });
}

function withChannel(
  categories: RuleSetCategory[],
  { channel, category: id }: Static<typeof Channel>,
): RuleSetCategory[] {
  if (id !== null && !categories.some((category) => category.id === id)) return categories;
  return categories.map((category) => {
    const others = category.channels.filter((each) => each !== channel);
    return { ...category, channels: category.id === id ? [...others, channel] : others };
  });
}
