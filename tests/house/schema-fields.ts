import type { TSchema } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';

/** One field of a document, as a table shows it. */
export interface Field {
  /** Such as `member.id` or `channels[].name`. */
  path: string;
  type: string;
  meaning: string;
}

const SNOWFLAKE = '^[1-9][0-9]{0,18}$';
const LARGEST = 2_147_483_647;

/** Every field of an object schema, the fields of objects and of lists of objects included. */
export function fieldsOf(schema: TSchema, prefix = ''): Field[] {
  const required = new Set<string>(schema.required ?? []);
  return Object.entries((schema.properties ?? {}) as Record<string, TSchema>).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const type = typeOf(field);
    const presence = required.has(name) ? '' : ', may be absent';
    const inner = field.type === 'array' ? field.items : field;
    const below = inner?.properties ? fieldsOf(inner, `${path}${field.type === 'array' ? '[]' : ''}.`) : [];
    const meaning = field.description === Snowflake.description ? '' : (field.description ?? '');
    return [{ path, type: `${type}${presence}`, meaning }, ...below];
  });
}

/** As {@link typeOf}, and which fields an object has that stands alone. */
export function rangeOf(schema: TSchema): string {
  const object = [schema, schema.items, ...(schema.anyOf ?? [])].find((one) => one?.properties);
  const keys = Object.keys(object?.properties ?? {}).map((key) => `\`${key}\``);
  return keys.length > 0 ? `${typeOf(schema)}, of ${keys.join(' and ')}` : typeOf(schema);
}

/** A schema in words: its type, and the range of what it accepts. */
export function typeOf(schema: TSchema): string {
  if (schema.anyOf) return unionOf(schema.anyOf);
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``;
  switch (schema.type) {
    case 'string':
      return stringOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'array':
      return `list of ${plural(typeOf(schema.items))}`;
    case 'boolean':
    case 'null':
      return schema.type;
    case 'object':
      return 'object';
    default:
      return 'anything';
  }
}

function unionOf(members: TSchema[]): string {
  const types = members.map(typeOf);
  return types.length > 1 ? types.join(' or ') : (types[0] ?? 'nothing');
}

function stringOf({ pattern, minLength = 0, maxLength }: TSchema): string {
  if (pattern === SNOWFLAKE) return 'id';
  const length = maxLength === undefined ? '' : ` of ${minLength}–${maxLength}`;
  return pattern === undefined ? `text${length}` : `text${length} like \`${pattern}\``;
}

function numberOf({ type, minimum, maximum }: TSchema): string {
  const word = type === 'integer' ? 'integer' : 'number';
  if (minimum === undefined) return maximum === undefined ? word : `${word} up to ${maximum}`;
  if (maximum === undefined || maximum === LARGEST) return `${word} from ${minimum}`;
  return `${word} ${minimum}–${maximum}`;
}

const plural = (type: string) =>
  (/^(object|id|text)$/.test(type) ? `${type}s` : type).replace('texts', 'text');
