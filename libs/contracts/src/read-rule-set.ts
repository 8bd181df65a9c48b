import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Value } from '@sinclair/typebox/value';
import { FutureVersionError } from './frame.js';
import { RULE_SET_FORM, RuleSet, SEMANTICS } from './rule-set.js';
import { isSettingKey, settingComplaint } from './settings.js';

const schema = TypeCompiler.Compile(RuleSet);

/** A rule set that is wrong in itself. */
export class RuleSetError extends Error {
  override name = 'RuleSetError';
  readonly hint = 'Correct what is named where it was written, and try again. Nothing was changed.';
}

/**
 * Returns what was laid or published as a rule set, without fields and settings that a later version adds: this build has
 * no reader for them.
 * @throws RuleSetError naming each wrong field
 * @throws FutureVersionError when its form or semantics are newer than this build
 */
export function readRuleSet(value: unknown): RuleSet {
  const known = withKnownSettings(Value.Clean(RuleSet, Value.Clone(value)));
  const wrong = shapeComplaints(known);
  if (wrong.length > 0) throw new RuleSetError(wrong.join('\n'));
  return known as RuleSet;
}

/** Reads a config entry. @throws as {@link readRuleSet} */
export function decodeRuleSet(body: Uint8Array): RuleSet {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new RuleSetError('The rule set is not JSON.');
  }
  try {
    return readRuleSet(value);
  } catch (error) {
    // The validator calls itself for each level.
    if (error instanceof RangeError) throw new RuleSetError('The rule set is nested too deeply.');
    throw error;
  }
}

export const encodeRuleSet = (ruleSet: RuleSet): Buffer => Buffer.from(JSON.stringify(ruleSet), 'utf8');

/**
 * What is wrong with the fields of a rule set, each by its path.
 * @throws FutureVersionError when its form or semantics are newer than this build
 */
export function shapeComplaints(value: unknown): string[] {
  const { v, semantics } = (value ?? {}) as Partial<RuleSet>;
  if (Number.isSafeInteger(v) && (v as number) > RULE_SET_FORM) {
    throw new FutureVersionError('The rule set', v, RULE_SET_FORM);
  }
  if (Number.isSafeInteger(semantics) && (semantics as number) > SEMANTICS) {
    throw new FutureVersionError('The meaning of the rules (semantics)', semantics, SEMANTICS);
  }
  if (!schema.Check(value)) {
    const errors = [...schema.Errors(value)].slice(0, 20);
    return errors.map(({ path, message }) => `${path || 'rule set'}: ${message}.`);
  }
  return Object.entries(value.settings).flatMap(([name, given]) => settingComplaint(name, given) ?? []);
}

function withKnownSettings(value: unknown): unknown {
  const settings = (value as Partial<RuleSet> | null)?.settings;
  if (typeof settings !== 'object' || settings === null) return value;
  const known = Object.entries(settings).filter(([name]) => isSettingKey(name.split(':')[0] ?? ''));
  return { ...(value as RuleSet), settings: Object.fromEntries(known) };
}
