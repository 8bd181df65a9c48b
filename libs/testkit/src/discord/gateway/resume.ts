import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import { attach, type ClientSocket, type Refusal } from './client-socket.js';
import { count, type GatewayState } from './gateway-state.js';
import { tokenRefusal } from './identify.js';
import { canReplayFrom, dispatch, replayAfter, type Session } from './session.js';

/**
 * Answers a RESUME: all that the client missed, then RESUMED; or "invalid session" when that cannot be told any more.
 * Returns what was wrong with it, if it is to be refused.
 */
export function resume(
  state: GatewayState,
  socket: ClientSocket,
  d: Record<string, unknown>,
): Refusal | undefined {
  const refusal = tokenRefusal(state, d.token);
  if (refusal) return refusal;
  const seq = d.seq;
  if (typeof seq !== 'number') return [GatewayCloseCodes.DecodeError, 'seq is no number.'];
  const session = state.sessions.get(String(d.session_id));
  if (session && seq > session.seq) {
    state.sessions.delete(session.id);
    return [GatewayCloseCodes.InvalidSeq, 'Invalid seq.'];
  }
  if (session && canReplayFrom(session, seq)) goOn(state, socket, session, seq);
  else invalidate(state, socket, session);
  return undefined;
}

function invalidate(state: GatewayState, socket: ClientSocket, session: Session | undefined): void {
  if (session) state.sessions.delete(session.id);
  state.stats.refusedResumes += 1;
  socket.send({ op: GatewayOpcodes.InvalidSession, d: false });
}

function goOn(state: GatewayState, socket: ClientSocket, session: Session, seq: number): void {
  attach(state, socket, session);
  count(state, session.shard[0], 'connections');
  count(state, session.shard[0], 'resumes');
  socket.sendTogether(() => {
    replayAfter(session, seq);
    dispatch(state, session, 'RESUMED', { _trace: [] });
  });
  state.events.emit('attached');
}
