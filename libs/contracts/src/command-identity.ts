import { createHash } from 'node:crypto';
import { type Command, SYSTEM_ACTOR } from './commands.js';

type Identity = Pick<Command, 'issuer' | 'actor' | 'id'>;

/** Names a command: ids are scoped by who sent it and who asked. */
export const commandKey = ({ issuer, actor, id }: Identity): string => `${issuer}:${actor}:${id}`;

/** The journal's ids have 100 characters; what a command brings needs up to 50 of them for what stands behind its name. */
const LONGEST_SOURCE = 50;

/**
 * What the journal rows and reward events of a command are named after: its key, or, where that is long, one with a digest
 * in place of the id. An admin's commands leave rows with others, which must not name the admin: a digest stands for actor
 * and id together. No id holds a `~`.
 */
export function commandSource(command: Identity): string {
  const { issuer, actor, id } = command;
  if (issuer === 'admin' && actor !== BigInt(SYSTEM_ACTOR)) return `admin:${digest(`${actor}:${id}`)}`;
  const key = commandKey(command);
  return key.length <= LONGEST_SOURCE ? key : `${issuer}:${actor}:${digest(id)}`;
}

const digest = (of: string) => `~${sha256(of).slice(0, 22)}`;

/**
 * SHA-256, in hex, of what a command asks for. The time is no part of it: the same command sent again later is the same.
 */
export const commandBodyHash = ({ type, guildId, channelId, body }: Command): string =>
  sha256(JSON.stringify([type, text(guildId), text(channelId), Object.entries(body).sort(byKey)]));

const text = (id: bigint | null) => (id === null ? null : String(id));
const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
const sha256 = (of: string) => createHash('sha256').update(of).digest('hex');
