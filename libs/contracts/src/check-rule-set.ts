import { Value } from '@sinclair/typebox/value';
import { RuleSetError, shapeComplaints } from './read-rule-set.js';
import { RuleSet, type RuleSetSeason, type RuleSetTemplate } from './rule-set.js';

/**
 * Returns what somebody wants laid down as a rule set. Stricter than reading one: what no reader knows, and what could
 * never have an effect, is refused.
 * @throws RuleSetError naming each wrong field
 * @throws FutureVersionError when its form or semantics are newer than this build
 */
export function checkRuleSet(value: unknown): RuleSet {
  const wrong = [
    ...shapeComplaints(value),
    ...unknownFields(value, Value.Clean(RuleSet, Value.Clone(value))),
  ];
  if (wrong.length > 0) throw new RuleSetError(wrong.join('\n'));
  const ruleSet = value as RuleSet;
  const senseless = [...ruleSet.templates.flatMap(templateComplaints), ...seasonComplaints(ruleSet.seasons)];
  if (senseless.length > 0) throw new RuleSetError(senseless.join('\n'));
  return ruleSet;
}

/** The paths of what stands in a value and not in what its schema leaves of it. */
function unknownFields(value: unknown, known: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || typeof known !== 'object' || known === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    Object.hasOwn(known, key)
      ? unknownFields(inner, (known as Record<string, unknown>)[key], `${path}/${key}`)
      : `${path}/${key}: no field is called so.`,
  );
}

function templateComplaints(template: RuleSetTemplate, index: number): string[] {
  const {
    active,
    name,
    requirement_type: type,
    requirement_field: field,
    requirement_value: value,
  } = template;
  if (!active || type === 'custom') return [];
  const path = `/templates/${index}`;
  const never = (what: string) =>
    `“${name}” can never be met without ${what}; one for grants alone is custom.`;
  return [
    ...(value === null ? [`${path}/requirement_value: ${never('a value')}`] : []),
    ...(type === 'counter_threshold' && field === null
      ? [`${path}/requirement_field: ${never('a counter')}`]
      : []),
  ];
}

function seasonComplaints(seasons: readonly RuleSetSeason[]): string[] {
  const spans = seasons.map(({ starts_at, ends_at, active }, index) => ({
    path: `/seasons/${index}`,
    active,
    from: Date.parse(starts_at),
    to: Date.parse(ends_at),
  }));
  const active = spans.filter((span) => span.active).sort((a, b) => a.from - b.from);
  return [
    ...spans.flatMap(({ path, from, to }) => {
      if (Number.isNaN(from)) return `${path}/starts_at: is no time.`;
      return from < to ? [] : `${path}/ends_at: is no time after the season's start.`;
    }),
    ...active.flatMap(({ path, from }, place) =>
      from < (active[place - 1]?.to ?? from)
        ? `${path}/starts_at: lies in another active season; seasons never overlap.`
        : [],
    ),
  ];
}
