import { figure } from '@synapse/web-kit';
import { choicesOf, type Schema, withoutNull } from './schema.js';

/** How a pattern is told to people, by how it begins. */
const LOOKS: readonly (readonly [begins: string, words: string])[] = [
  ['\\S', 'Write something.'],
  ['^https://github', 'An issue’s address: https://github.com/owner/repository/issues/1.'],
  ['^https://', 'An address that begins with https://.'],
  ['^([01][0-9]|2[0-3])', 'A time of day, such as 22:00.'],
  ['^20[0-9]{2}-', 'A moment, such as 2026-01-31T12:00:00Z.'],
  ['^(?:[1-9]', 'Digits only: the id as Discord copies it.'],
  ['^[1-9]', 'Digits only: the id as Discord copies it.'],
];

/** Says in plain words what is wrong with a value, before the server is asked; `null` when nothing is. */
export function complaint(schema: Schema, value: unknown): string | null {
  const { schema: plain, isOptional } = withoutNull(schema);
  if (value === null || value === undefined) return isOptional ? null : 'This is needed.';
  const choices = choicesOf(plain);
  if (choices) return choices.includes(String(value)) ? null : `One of: ${choices.join(', ')}.`;
  if (plain.type === 'integer' || plain.type === 'number') return aboutNumber(plain, value);
  if (plain.type === 'string') return aboutText(plain, String(value));
  if (plain.type === 'array') return aboutList(plain, value as unknown[]);
  if (plain.type === 'object') return aboutParts(plain, value as Record<string, unknown>);
  return null;
}

function aboutNumber({ type, minimum, maximum }: Schema, value: unknown): string | null {
  const isWhole = type === 'integer';
  const isOne = typeof value === 'number' && Number.isFinite(value) && (!isWhole || Number.isInteger(value));
  const isWithin =
    isOne && (minimum === undefined || value >= minimum) && (maximum === undefined || value <= maximum);
  return isWithin ? null : `${isWhole ? 'A whole number' : 'A number'}${range({ minimum, maximum })}.`;
}

interface Range {
  minimum: number | undefined;
  maximum: number | undefined;
}

/** What a number may be: " from 0 to 100". */
export function range({ minimum, maximum }: Range): string {
  const shown = (bound: number) => (Number.isInteger(bound) ? figure(bound) : String(bound));
  if (minimum !== undefined && maximum !== undefined) return ` from ${shown(minimum)} to ${shown(maximum)}`;
  if (minimum !== undefined) return `, ${shown(minimum)} or more`;
  return maximum === undefined ? '' : `, ${shown(maximum)} at most`;
}

function aboutText({ minLength = 0, maxLength, pattern, type: _ }: Schema, text: string): string | null {
  // The server counts code points, and so does this.
  const length = [...text].length;
  if (length < minLength) return 'Write something.';
  if (maxLength !== undefined && length > maxLength) {
    return `At most ${figure(maxLength)} characters; these are ${figure(length)}.`;
  }
  if (pattern === undefined || new RegExp(pattern, 'u').test(text)) return null;
  return LOOKS.find(([begins]) => pattern.startsWith(begins))?.[1] ?? 'This does not look right.';
}

function aboutList({ items = {}, minItems = 0, maxItems }: Schema, values: unknown[]): string | null {
  if (values.length < minItems) return minItems === 1 ? 'Choose one at least.' : `At least ${minItems}.`;
  if (maxItems !== undefined && values.length > maxItems) return `At most ${figure(maxItems)}.`;
  return firstOf(values.map((value) => complaint(items, value)));
}

function aboutParts(
  { properties = {}, required = [] }: Schema,
  value: Record<string, unknown>,
): string | null {
  return firstOf(
    Object.entries(properties).map(([name, schema]) => {
      if (value[name] === undefined && !required.includes(name)) return null;
      const said = complaint(schema, value[name]);
      return said === null ? null : `${name.replaceAll('_', ' ')}: ${said}`;
    }),
  );
}

const firstOf = (complaints: readonly (string | null)[]) => complaints.find((each) => each !== null) ?? null;
