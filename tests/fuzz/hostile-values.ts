import fc from 'fast-check';

/** FUZZ_SEED tries what an earlier run tried; without it each run tries something else. */
export const FUZZ_SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
/** How many times as much is tried as in an ordinary run. */
export const FUZZ_FACTOR = Number(process.env.FUZZ_FACTOR ?? 1);

export const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

const PROTOTYPES = ['{"__proto__": {"admin": true}}', '{"constructor": {"prototype": {"admin": true}}}'];

/** Values that somebody may not have thought of. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 31, 2 ** 53, 2 ** 63, 1e308, [], {}, nested(40)),
  fc.constantFrom('', ' ', '0', '-1', 'abc', '1.5', 'NaN', 'null', '__proto__', 'constructor', 'toString'),
  fc.constantFrom('9223372036854775807', '9223372036854775808', '18446744073709551616', '0x10', '٣', '1e3'),
  fc.constantFrom('\0', 'a\0b', '\ud800', 'x\udfff', '\ufeff', '‮', '%00', "'; drop table users --", '{}'),
  fc.constantFrom('1970-01-01T00:00:00Z', '2036-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', '2026-02-31'),
  fc.constantFrom(...PROTOTYPES).map((text) => JSON.parse(text) as unknown),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(51, 101, 256, 501, 5_000, 100_000).map((length) => 'x'.repeat(length)),
  fc.jsonValue({ maxDepth: 3 }),
);

type Place = (string | number)[];

/** Every place in a value that something can be put in; the value itself is the first. */
const placesIn = (value: unknown, at: Place = []): Place[] =>
  typeof value === 'object' && value !== null
    ? [at, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]))]
    : [at];

function put(value: unknown, [key, ...rest]: Place, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  const inner = put(copy[key], rest, change);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}

/** A value in which something is replaced, left out or added. */
export const spoilt = (right: unknown): fc.Arbitrary<unknown> =>
  fc
    .record({
      place: fc.constantFrom(...placesIn(right)),
      how: fc.constantFrom('replace', 'replace', 'replace', 'omit', 'add'),
      name: fc.constantFrom('no_such_field', '__proto__', 'constructor', 'a\0b', '\ud800', ''),
      hostile: hostileValue,
    })
    .map(({ place, how, name, hostile }) =>
      put(right, place, (old) => {
        if (how === 'omit' && place.length > 0) return undefined;
        if (how !== 'add' || typeof old !== 'object' || old === null) return hostile;
        return Object.defineProperty({ ...old }, name, { value: hostile, enumerable: true });
      }),
    );

/** What no JSON.stringify would write. */
const spoiltText = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.nat(text.length).map((end) => text.slice(0, end)),
    fc
      .constantFrom('1e400', '-1e400', '01', 'NaN', '"\\ud800"', '"\\u0000"')
      .map((literal) => text.replace(/(?<=:)(\d+|"[^"]*")/, literal)),
    fc.constantFrom('', 'null', '[]', '{', '{"a":1}{"a":2}', '\ufeff{}', 'this is not JSON'),
    fc.constant(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    fc.constant(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
    fc.string({ unit: 'binary', maxLength: 100 }),
  );

/** A document as it may come: right, with something wrong in it, or no document at all. */
export const asItMayCome = (right: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  right.chain((value) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(JSON.stringify(value)) },
      { weight: 5, arbitrary: spoilt(value).map((wrong) => JSON.stringify(wrong)) },
      { weight: 2, arbitrary: spoiltText(JSON.stringify(value)) },
    ),
  );
