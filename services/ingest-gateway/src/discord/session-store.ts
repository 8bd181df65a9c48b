import type { SessionInfo } from '@discordjs/ws';
import { GatewayCloseCodes } from 'discord-api-types/v10';
import type { SessionRecord } from '../spool/spool-content.js';

/**
 * Answers the gateway library's questions about sessions from the spool. The library would remember the sequence of a
 * dispatch before it hands it on; what counts here is the last one whose effects are on disk. Nothing here waits, since
 * waiting would reorder the dispatches.
 */
export interface SessionStore {
  retrieve(shard: number, shardCount: number | null): SessionInfo | null;
  /** The library wants the shard's session forgotten. */
  forget(shard: number): void;
  /** Discord's address for new connections, for where the one to resume at is gone. */
  ordinaryAddress(url: string): void;
  greeted(shard: number): void;
  closed(shard: number, code: number): void;
}

/** Every so many attempts in a row that reach nobody, the ordinary address is tried. */
const ELSEWHERE_EACH = 3;

export function sessionStore(durable: (shard: number) => SessionRecord | null): SessionStore {
  const refused = new Map<number, string>();
  const greeted = new Set<number>();
  const closeCodes = new Map<number, number>();
  const failures = new Map<number, number>();
  let ordinary: string | null = null;

  /** A session may be resumed at either; Discord takes it ill only as a habit. */
  const addressFor = (shard: number, own: string) => {
    const isElsewhere = (failures.get(shard) ?? 0) % ELSEWHERE_EACH === ELSEWHERE_EACH - 1;
    return isElsewhere && ordinary !== null ? ordinary : own;
  };

  /**
   * The library gives a session up on every network error, too, where it could still be resumed. Discord itself refuses one
   * by a message on the open connection, or by closing with "invalid sequence".
   */
  const isRefusedByDiscord = (shard: number) =>
    greeted.has(shard) || closeCodes.get(shard) === GatewayCloseCodes.InvalidSeq;

  return {
    retrieve(shard, shardCount) {
      const record = durable(shard);
      if (!record || record.session_id === refused.get(shard)) return null;
      if (record.shard_count !== shardCount) return null;
      return sessionInfo(shard, { ...record, resume_url: addressFor(shard, record.resume_url) });
    },
    forget(shard) {
      const record = durable(shard);
      if (record && isRefusedByDiscord(shard)) refused.set(shard, record.session_id);
    },
    ordinaryAddress(url) {
      ordinary = url;
    },
    greeted(shard) {
      greeted.add(shard);
      failures.delete(shard);
      closeCodes.delete(shard);
    },
    closed(shard, code) {
      if (!greeted.delete(shard)) failures.set(shard, (failures.get(shard) ?? 0) + 1);
      closeCodes.set(shard, code);
    },
  };
}

const sessionInfo = (shardId: number, record: SessionRecord): SessionInfo => ({
  shardId,
  sessionId: record.session_id,
  resumeURL: record.resume_url,
  sequence: record.sequence,
  shardCount: record.shard_count,
});
