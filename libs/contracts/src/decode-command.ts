import type { Static, TObject } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import {
  COMMAND_VERSION,
  COMMANDS,
  type Command,
  CommandEnvelope,
  type CommandJson,
  type CommandType,
  isCommandType,
  SYSTEM_ACTOR,
} from './commands.js';
import type { Unreadable } from './fact.js';
import { FutureVersionError } from './frame.js';
import { isMoment, isSnowflake } from './snowflake.js';

export type DecodedCommand = { readonly command: Command } | { readonly unreadable: Unreadable };

const envelope = TypeCompiler.Compile(CommandEnvelope);
const bodies = new Map(
  Object.entries(COMMANDS).map(([type, { body }]) => [type, TypeCompiler.Compile(body as TObject)]),
);

/** Fields of bodies that hold a time or a member's id. */
const TIMES = ['before', 'since', 'until'];
const IDS = ['guild_id', 'channel_id', 'member', 'from', 'to'];

/** A command that nobody could read. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** @throws CommandError naming the field that is wrong: what is published can be read */
export function encodeCommand(command: CommandJson): Buffer {
  const body = Buffer.from(JSON.stringify(command), 'utf8');
  const decoded = decodeCommand(body);
  if ('unreadable' in decoded) throw new CommandError(`Not a command: ${decoded.unreadable.detail}`);
  const known = { ...CommandEnvelope.properties, ...COMMANDS[command.type].body.properties };
  const unknown = Object.keys(command).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return body;
  throw new CommandError(`Not a command: ${unknown}: no field of ${command.type} is called so.`);
}

/**
 * Reads a command entry. Unknown fields are dropped. What cannot be read is returned with its reason.
 * @throws FutureVersionError when it is of a later version
 */
export function decodeCommand(bytes: Uint8Array): DecodedCommand {
  const json = parse(bytes);
  if (json === undefined) return unreadable('not_json', 'The entry is not JSON.');
  const { v } = (json ?? {}) as { v?: unknown };
  if (Number.isSafeInteger(v) && (v as number) > COMMAND_VERSION) {
    throw new FutureVersionError('A command', v, COMMAND_VERSION);
  }
  if (!envelope.Check(json)) return misshapen(envelope.Errors(json).First());
  if (!isCommandType(json.type)) return unreadable('unknown_type', `type: no command is called so.`);
  const check = bodies.get(json.type);
  if (!check?.Check(json)) return misshapen(check?.Errors(json).First());
  const body = bodyOf(json.type, json);
  return badId({ ...json, ...body }) ?? badTime(json.at, body) ?? badText(body) ?? toCommand(json, body);
}

type Envelope = Static<typeof CommandEnvelope>;
type Body = Readonly<Record<string, unknown>>;

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

const unreadable = (reason: Unreadable['reason'], detail: string): { unreadable: Unreadable } => ({
  unreadable: { reason, detail },
});

function misshapen(error: { path: string; message: string } | undefined) {
  const field = error?.path.slice(1) ?? '';
  const reason = field === 'actor' || IDS.includes(field) ? 'bad_id' : 'bad_shape';
  return unreadable(reason, `${field || 'The command'}: ${error?.message ?? 'unexpected shape'}.`);
}

function bodyOf(type: CommandType, json: object): Body {
  const known = Object.keys(COMMANDS[type].body.properties);
  return Object.fromEntries(Object.entries(json).filter(([key]) => known.includes(key)));
}

function badId(json: Envelope & Body) {
  if (json.actor !== SYSTEM_ACTOR && !isSnowflake(json.actor)) {
    return unreadable('bad_id', 'actor: no Discord id.');
  }
  const wrong = IDS.find((key) => json[key] != null && !isSnowflake(json[key]));
  return wrong ? unreadable('bad_id', `${wrong}: no Discord id.`) : null;
}

function badTime(at: string, body: Body) {
  const times: Body = { at, ...body };
  const wrong = ['at', ...TIMES].find((key) => key in times && !isMoment(Date.parse(String(times[key]))));
  return wrong ? unreadable('bad_time', `${wrong}: no time between 2015 and 9999.`) : null;
}

function badText(body: Body) {
  const bad = Object.entries(body).find(
    ([, value]) => typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()),
  );
  return bad ? unreadable('bad_text', `${bad[0]}: holds a NUL character or half a surrogate pair.`) : null;
}

function toCommand(json: Envelope, body: Body): { command: Command } {
  const { id, issuer, actor, at, type, guild_id, channel_id } = json;
  const command = {
    id,
    issuer,
    actor: BigInt(actor),
    at: Date.parse(at),
    guildId: guild_id == null ? null : BigInt(guild_id),
    channelId: channel_id == null ? null : BigInt(channel_id),
    type,
    body,
  };
  return { command: command as Command };
}
