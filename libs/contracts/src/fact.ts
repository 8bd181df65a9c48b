import type { Static, TObject } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { FactEnvelope, type FactJson, PAYLOADS, type Payload } from './fact-schemas.js';
import { isMoment, isSnowflake } from './snowflake.js';
import { type DeadLetterReason, type FactType, LAKE_EVENT_TYPES, type LakeEventType } from './vocabulary.js';

/** A fact in code: ids are BigInt, times are milliseconds since the Unix epoch. */
export type Fact<T extends FactType = FactType> = {
  [K in T]: {
    readonly id: string;
    readonly type: K;
    readonly guildId: bigint;
    /** `null` only for facts that are nobody's activity. */
    readonly userId: K extends LakeEventType ? bigint : bigint | null;
    readonly channelId: bigint | null;
    readonly targetId: bigint | null;
    readonly at: number;
    readonly receivedAt: number;
    readonly actor: { readonly name: string; readonly avatar: string | null } | null;
    readonly payload: Payload<K>;
  };
}[T];

export type Unreadable = { readonly reason: DeadLetterReason; readonly detail: string };
export type Decoded = { readonly fact: Fact } | { readonly unreadable: Unreadable };

/** A fact may be dated this many milliseconds after its receipt: clocks differ. */
const MAX_AHEAD_MS = 5 * 60_000;

const envelope = TypeCompiler.Compile(FactEnvelope);
const payloads = new Map(
  Object.entries(PAYLOADS).map(([type, schema]) => [
    type,
    { check: TypeCompiler.Compile(schema as TObject), schema, ids: namesOfIds(schema) },
  ]),
);
const lakeTypes: ReadonlySet<string> = new Set(LAKE_EVENT_TYPES);

/** Tells whether facts of this type belong in the event lake. */
export const isLakeFact = (fact: Fact): fact is Fact<LakeEventType> => lakeTypes.has(fact.type);

/** One line of a frame. */
export const encodeFact = (fact: FactJson): string => JSON.stringify(fact);

/**
 * Reads one line of a frame. Unknown fields are dropped, so that what a later version adds cannot reach a table.
 * Never throws: what cannot be read is returned with its reason.
 */
export function decodeFact(line: Uint8Array | string): Decoded {
  const text = typeof line === 'string' ? line : textOf(line);
  const json = parse(text);
  if (json === undefined) return unreadable('not_json', 'The line is not JSON.');
  if (!envelope.Check(json)) return misshapen(envelope.Errors(json).First());
  const shape = payloads.get(json.type);
  if (!shape) return unreadable('unknown_type', `Unknown fact type "${printable(json.type)}".`);
  if (!shape.check.Check(json.payload))
    return misshapen(shape.check.Errors(json.payload).First(), '/payload');
  const payload = pick(json.payload as object, shape.schema as TObject);
  const times = { at: Date.parse(json.at), receivedAt: Date.parse(json.received_at) };
  return (
    badId(json, payload, shape.ids) ??
    badTime(json, times) ??
    badText(text, json, payload) ?? { fact: toFact(json, times, payload) }
  );
}

type Envelope = Static<typeof FactEnvelope>;
type Times = Pick<Fact, 'at' | 'receivedAt'>;

const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8');

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const unreadable = (reason: DeadLetterReason, detail: string): Decoded => ({
  unreadable: { reason, detail },
});

function misshapen(error: { path: string; message: string } | undefined, prefix = ''): Decoded {
  const path = `${prefix}${error?.path ?? ''}`;
  const reason = /(^|\/|_)id$/.test(path) && path !== '/id' ? 'bad_id' : 'bad_shape';
  return unreadable(reason, `${path || 'The fact'}: ${error?.message ?? 'unexpected shape'}.`);
}

function pick(value: object, schema: TObject): object {
  const source = value as Record<string, unknown>;
  const picked: Record<string, unknown> = {};
  for (const key in schema.properties) {
    if (Object.hasOwn(source, key)) picked[key] = strip(source[key], schema.properties[key] as TObject);
  }
  return picked;
}

function strip(value: unknown, schema: TObject & { items?: TObject }): unknown {
  if (Array.isArray(value) && schema.items?.type === 'object') {
    const { items } = schema;
    return value.map((item) => pick(item as object, items));
  }
  return value;
}

const IDS = ['guild_id', 'user_id', 'channel_id', 'target_id'];

function namesOfIds({ properties }: TObject): string[] {
  return Object.keys(properties).filter((name) => name.endsWith('_id'));
}

function badId(json: Envelope, payload: object, ids: readonly string[]): Decoded | null {
  if (lakeTypes.has(json.type) && json.user_id == null)
    return unreadable('bad_id', 'user_id: a member is needed.');
  return firstBadId(json, IDS, '') ?? firstBadId(payload, ids, 'payload/');
}

function firstBadId(from: object, keys: readonly string[], prefix: string): Decoded | null {
  const source = from as Record<string, unknown>;
  const key = keys.find((name) => source[name] != null && !isSnowflake(source[name]));
  if (key === undefined) return null;
  return unreadable('bad_id', `${prefix}${key}: ${printable(String(source[key]))} is no Discord id.`);
}

function badTime(json: Envelope, { at, receivedAt }: Times): Decoded | null {
  if (Number.isNaN(at) || Number.isNaN(receivedAt))
    return unreadable('bad_time', 'at or received_at is no time.');
  if (!isMoment(at)) return unreadable('bad_time', `at: ${json.at} is not between 2015 and 9999.`);
  if (at - receivedAt > MAX_AHEAD_MS) {
    return unreadable('bad_time', `at: ${json.at} is more than five minutes after its receipt.`);
  }
  return null;
}

/** In a line that is text itself only an escape can stand for what is none. */
function badText(line: string, json: Envelope, payload: object): Decoded | null {
  if (!line.includes('\\u') && line.isWellFormed()) return null;
  const bad = hasBadText(json.actor) || hasBadText(payload);
  return bad ? unreadable('bad_text', 'A text holds a NUL character or half a surrogate pair.') : null;
}

function hasBadText(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
  return typeof value === 'object' && value !== null && Object.values(value).some(hasBadText);
}

function toFact(json: Envelope, { at, receivedAt }: Times, payload: object): Fact {
  const { id, type, guild_id, user_id, channel_id, target_id, actor } = json;
  return {
    id,
    type,
    guildId: BigInt(guild_id),
    userId: bigintOrNull(user_id),
    channelId: bigintOrNull(channel_id),
    targetId: bigintOrNull(target_id),
    at,
    receivedAt,
    actor: actor ? { name: actor.name, avatar: actor.avatar } : null,
    payload,
  } as Fact;
}

const bigintOrNull = (id: string | null | undefined) => (id == null ? null : BigInt(id));

const printable = (text: string) => text.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
