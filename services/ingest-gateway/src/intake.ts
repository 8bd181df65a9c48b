import { encodeFact, type FactJson, type SettingValues } from '@synapse/contracts';
import type { Logger } from '@synapse/runtime';
import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Captured } from './capture/capture.js';
import type { Arrival } from './discord/in-sequence.js';
import type { GatewayMetrics } from './metrics.js';
import { observeSafely } from './observe-safely.js';
import { applyChange, type Picture } from './picture/picture.js';
import { beginSession } from './session-start.js';
import type { Spool } from './spool/spool.js';
import type { SessionRecord } from './spool/spool-content.js';
import { tickGuilds } from './voice/tick-guilds.js';

export interface IntakeOptions {
  spool: Spool;
  picture: Picture;
  /** The settings in force. */
  settings: () => SettingValues;
  communityOf: (guildId: string) => string;
  /** Called when a shard begins or ceases to receive. */
  onLive: () => void;
  metrics: GatewayMetrics;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Turns dispatches into entries of the spool, in their order. */
export interface Intake {
  accept(arrival: Arrival): void;
  /** The shard's connection ended: until it is resumed nobody knows who is in voice. */
  disconnected(shard: number): void;
  allDisconnected(): void;
  /**
   * The shard's connection was seen to be alive at this time (milliseconds): nothing that happened before is missing. Slots
   * end by this and by dispatches, not by the clock alone, since a connection can be dead for a minute unnoticed.
   */
  alive(shard: number, at: number): void;
  liveShards(): number;
}

const MINUTE_MS = 60_000;

export function createIntake(options: IntakeOptions): Intake {
  const { spool, picture, metrics, communityOf } = options;
  const sessions = new Map(spool.sessions());
  const live = new Set<number>();
  const tickedMinutes = new Map<number, number>();

  const append = ({ facts, changes }: Captured, session?: { shard: number; record: SessionRecord }) => {
    for (const { type } of facts) metrics.fact(type);
    const lines = facts.map((fact: FactJson) => ({
      community: communityOf(fact.guild_id),
      line: encodeFact(fact),
    }));
    spool.append({ facts: lines, changes, ...(session && { session }) });
  };

  const setLive = (shard: number, isLive: boolean) => {
    if (live.has(shard) === isLive) return;
    tickedMinutes.delete(shard);
    if (isLive) live.add(shard);
    else live.delete(shard);
    options.onLive();
  };

  /** Every slot ends on a full minute, so more often than that there is nothing to do. */
  const tick = (shard: number, now: number) => {
    const minute = Math.floor(now / MINUTE_MS);
    const session = sessions.get(shard);
    if (!session || !live.has(shard) || tickedMinutes.get(shard) === minute) return;
    tickedMinutes.set(shard, minute);
    for (const ticks of tickGuilds(picture, shard, session.shard_count, options.settings(), now))
      append(ticks);
  };

  const begin = (arrival: Arrival) => {
    const begun = beginSession(arrival, sessions, picture);
    if (begun.facts.length > 0) {
      metrics.gap();
      options.log.warn(
        { shard: arrival.shard, guilds: begun.facts.length },
        'Discord began a new session: what happened since the last one was lost is missing, which the log notes as a gap',
      );
    }
    for (const change of begun.changes) applyChange(picture, change);
    sessions.set(arrival.shard, begun.record);
    append(begun, { shard: arrival.shard, record: begun.record });
    setLive(arrival.shard, true);
  };

  const take = ({ shard, dispatch, receivedAt }: Arrival, current: SessionRecord) => {
    const record = { ...current, sequence: dispatch.s, at: receivedAt };
    sessions.set(shard, record);
    const context = { session: record.session_id, sequence: dispatch.s, receivedAt, picture };
    append(observeSafely(dispatch.t, dispatch.d, context, options), { shard, record });
  };

  return {
    accept(arrival) {
      const { shard, dispatch, receivedAt } = arrival;
      metrics.dispatch(dispatch.t);
      if (dispatch.t === GatewayDispatchEvents.Ready) return begin(arrival);
      const current = sessions.get(shard);
      if (!current) return;
      // A slot that ended before this dispatch is judged by who was there until then.
      tick(shard, receivedAt);
      // Discord resends what came after the durable sequence, of which some may be on its way to disk already.
      if (dispatch.s > current.sequence) take(arrival, current);
      if (dispatch.t === GatewayDispatchEvents.Resumed) {
        setLive(shard, true);
        tick(shard, receivedAt);
      }
    },
    disconnected: (shard) => setLive(shard, false),
    allDisconnected() {
      for (const shard of [...live]) setLive(shard, false);
    },
    alive: tick,
    liveShards: () => live.size,
  };
}
