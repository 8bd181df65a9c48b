import type { DeadLetterReason, Entry } from '@synapse/contracts';
import type { Connection } from './pool.js';

/** Something of the log that could not be read or applied, kept to the byte. */
export interface DeadLetter {
  entry: Entry;
  /** The fact's place in its frame; -1 = the entry as a whole. */
  factIndex: number;
  reason: DeadLetterReason;
  detail: string;
  raw: Uint8Array;
}

export type DeadLetterTable = 'lake_dead_letters' | 'engine_dead_letters';

/** Lays down dead letters inside the owner's transaction. */
export async function layDeadLetters(
  connection: Connection,
  table: DeadLetterTable,
  log: { community: string; streamCreated: string },
  letters: readonly DeadLetter[],
): Promise<void> {
  for (const { entry, factIndex, reason, detail, raw } of letters) {
    await connection.query(
      `insert into ${table}
         (community, stream_created, sequence, fact_index, subject, reason, detail, raw, logged_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        log.community,
        log.streamCreated,
        entry.sequence,
        factIndex,
        entry.subject,
        reason,
        storable(detail),
        Buffer.from(raw),
        new Date(entry.loggedAt),
      ],
    );
  }
}

/** The id in the bytes, and no longer number around it: the bytes need not be text, so they are looked at in hex. */
const NAMING = `
  position($2::bytea in raw) > 0 and encode(raw, 'hex') ~ ('^(..)*(?<!3[0-9])' || encode($2, 'hex') || '(?!3[0-9])')`;

/** Removes the letters up to an entry whose bytes name a member, whatever else they hold. */
export async function dropDeadLetters(
  connection: Connection,
  table: DeadLetterTable,
  userId: bigint,
  { streamCreated, sequence }: { streamCreated: string; sequence: number },
): Promise<void> {
  await connection.query(
    `delete from ${table} where (stream_created <> $1 or sequence <= $3) and ${NAMING}`,
    [streamCreated, Buffer.from(String(userId)), sequence],
  );
}

/** PostgreSQL's text takes neither NUL nor half a surrogate pair. */
const storable = (text: string) => text.replaceAll('\0', '?').toWellFormed();
