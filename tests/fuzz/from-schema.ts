import fc from 'fast-check';

/** The part of JSON Schema that our documents speak. */
export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
}

/** Values that a schema allows, or nearly so: what they are tried on says which. */
export function fromSchema(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (!schema || depth > 5) return fc.jsonValue({ maxDepth: 1 });
  const { type, enum: words, anyOf, minimum = -3, maximum = 2 ** 31 - 1 } = schema;
  if ('const' in schema) return fc.constant(schema.const);
  if (words) return fc.constantFrom(...words);
  if (anyOf) return fc.oneof(...anyOf.map((one) => fromSchema(one, depth + 1)));
  if (type === 'object') return objectOf(schema, depth);
  if (type === 'array')
    return fc.array(fromSchema(schema.items, depth + 1), { minLength: schema.minItems ?? 0, maxLength: 3 });
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'integer' || type === 'number')
    return fc.oneof(
      fc.integer({ min: Math.ceil(minimum), max: Math.floor(Math.min(maximum, 2 ** 31 - 1)) }),
      fc.constantFrom(minimum, maximum),
    );
  return type === 'string' ? textOf(schema) : fc.jsonValue({ maxDepth: 1 });
}

const objectOf = ({ properties = {}, required = [] }: Schema, depth: number) =>
  fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, fromSchema(inner, depth + 1)]),
    ),
    { requiredKeys: required },
  );

function textOf({ pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (pattern === '\\S' || pattern === undefined)
    return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) });
  return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
}
