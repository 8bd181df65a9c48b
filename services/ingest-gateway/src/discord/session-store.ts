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
  greeted(shard: number): void;
  closed(shard: number, code: number): void;
}

export function sessionStore(durable: (shard: number) => SessionRecord | null): SessionStore {
  const refused = new Map<number, string>();
  const greeted = new Set<number>();
  const closeCodes = new Map<number, number>();

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
      return record.shard_count === shardCount ? sessionInfo(shard, record) : null;
    },
    forget(shard) {
      const record = durable(shard);
      if (record && isRefusedByDiscord(shard)) refused.set(shard, record.session_id);
    },
    greeted(shard) {
      greeted.add(shard);
      closeCodes.delete(shard);
    },
    closed(shard, code) {
      greeted.delete(shard);
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
