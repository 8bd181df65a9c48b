/** The part of JSON Schema that the server describes its documents with. */
export interface Schema {
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null';
  description?: string;
  const?: unknown;
  enum?: readonly string[];
  anyOf?: readonly Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
}

/** The words that a schema lets one choose from; `null` when it is not about that. */
export function choicesOf({ enum: words, anyOf }: Schema): readonly string[] | null {
  if (words) return words;
  const constants = anyOf?.map((each) => each.const);
  return constants?.every((each) => typeof each === 'string') ? (constants as string[]) : null;
}

/** A schema without `null`, and whether it allowed that. */
export function withoutNull(schema: Schema): { schema: Schema; isOptional: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  const [only] = others;
  if (!only || others.length === schema.anyOf?.length) return { schema, isOptional: false };
  const { description = only.description } = schema;
  const rest = others.length === 1 ? only : { anyOf: others };
  return { schema: { ...rest, ...(description !== undefined && { description }) }, isOptional: true };
}

/** A schema that allows `null`, too. */
export const orNull = (schema: Schema): Schema =>
  withoutNull(schema).isOptional ? schema : { anyOf: [schema, { type: 'null' }] };

/** What a form begins with where nothing was said yet. */
export function blankOf(schema: Schema): unknown {
  const { schema: plain, isOptional } = withoutNull(schema);
  if (isOptional) return null;
  const choices = choicesOf(plain);
  if (choices) return choices[0];
  if (plain.type === 'boolean') return false;
  if (plain.type === 'array') return [];
  if (plain.type === 'object') {
    const { properties = {}, required = [] } = plain;
    return Object.fromEntries(required.map((name) => [name, blankOf(properties[name] as Schema)]));
  }
  if (plain.type === 'string') return '';
  return plain.minimum ?? 0;
}
