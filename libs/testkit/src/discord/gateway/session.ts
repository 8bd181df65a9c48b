import { randomUUID } from 'node:crypto';
import { GatewayOpcodes } from 'discord-api-types/v10';
import { shardOfGuild } from '../snowflake.js';
import { botOf } from '../world/find.js';
import type { ClientSocket } from './client-socket.js';
import type { GatewayState } from './gateway-state.js';
import { isSentFor, visibleTo } from './intents.js';

export interface Session {
  id: string;
  shard: [id: number, count: number];
  intents: number;
  /** The last number given to a dispatch. */
  seq: number;
  /** What a RESUME can still bring again, oldest first. */
  replay: OwedDispatch[];
  /** The last number that has fallen out of `replay`. */
  forgottenUpTo: number;
  /** Absent while the client is away: the session goes on and its dispatches wait. */
  socket: ClientSocket | undefined;
}

/** A dispatch that its session has to receive: sent at once, or when it resumes. */
export interface OwedDispatch {
  shard: number;
  session: string;
  /** What the session asked for: tells the services apart that log in as one bot. */
  intents: number;
  seq: number;
  t: string;
  d: unknown;
  /** When it was made, in milliseconds since 1970. */
  at: number;
}

/** These belong to one connection and are never replayed to another. */
const UNREPEATABLE = new Set(['READY', 'RESUMED']);

export function openSession(
  state: GatewayState,
  socket: ClientSocket,
  shard: [number, number],
  intents: number,
): Session {
  giveUpAbandoned(state, shard, intents);
  const id = randomUUID().replaceAll('-', '');
  const session: Session = { id, shard, intents, seq: 0, replay: [], forgottenUpTo: 0, socket };
  state.sessions.set(id, session);
  return session;
}

/**
 * A client that identifies again has given up the session it left behind. Kept alive, that one would be owed all that
 * happens from now on a second time. Another client of the same bot is told apart by its intents.
 */
function giveUpAbandoned(state: GatewayState, [id, count]: [number, number], intents: number): void {
  for (const session of state.sessions.values()) {
    const same = session.shard[0] === id && session.shard[1] === count && session.intents === intents;
    if (same && !session.socket) state.sessions.delete(session.id);
  }
}

/** Sends an event of a guild to every session that has the guild and asked for such events; the first one is returned. */
export function dispatchToGuild(
  state: GatewayState,
  guildId: string,
  t: string,
  d: unknown,
): OwedDispatch | undefined {
  let first: OwedDispatch | undefined;
  for (const session of state.sessions.values()) {
    if (!hasGuild(session, guildId) || !isSentFor(session.intents, t)) continue;
    const owed = dispatch(state, session, t, visibleTo(session.intents, botOf(state.world).id, t, d));
    first ??= owed;
  }
  return first;
}

export function hasGuild(session: Session, guildId: string): boolean {
  const [id, count] = session.shard;
  return shardOfGuild(guildId, count) === id;
}

/** Numbers one dispatch for a session, remembers it, and sends it when the client is there. */
export function dispatch(state: GatewayState, session: Session, t: string, d: unknown): OwedDispatch {
  session.seq += 1;
  const { shard, id, seq, intents } = session;
  const owed = { shard: shard[0], session: id, intents, seq, t, d, at: state.now() };
  if (state.keepLog) state.log.push(owed);
  if (!UNREPEATABLE.has(t)) remember(session, owed, state.replayLimit);
  deliver(session, owed);
  return owed;
}

/** Whether everything after `seq` is still there to be replayed. */
export function canReplayFrom(session: Session, seq: number): boolean {
  return seq >= session.forgottenUpTo;
}

/** Sends again what the client has not seen. */
export function replayAfter(session: Session, seq: number): void {
  for (const owed of session.replay) if (owed.seq > seq) deliver(session, owed);
}

function deliver(session: Session, { t, d, seq }: OwedDispatch): void {
  session.socket?.send({ op: GatewayOpcodes.Dispatch, t, s: seq, d });
}

function remember(session: Session, owed: OwedDispatch, limit: number): void {
  session.replay.push(owed);
  // Cut in slices: shifting one element off a long array for each dispatch would be slow.
  const slack = Math.floor(limit / 10);
  if (session.replay.length <= limit + slack) return;
  const forgotten = session.replay.splice(0, session.replay.length - limit);
  session.forgottenUpTo = forgotten.at(-1)?.seq ?? session.forgottenUpTo;
}
