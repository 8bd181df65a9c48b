import type { SourceSystem } from '@synapse/contracts';
import { bigints, ints, jsonbs, texts, times } from '../binary-array.js';
import type { Connection } from '../pool.js';

/** A row of `activity_log`; its id was assigned in log order. */
export interface JournalEntry {
  id: bigint;
  userId: bigint;
  eventType: string;
  categoryId: number | null;
  seasonId: number | null;
  sourceSystem: SourceSystem;
  sourceEventId: string;
  xpDelta: number;
  starDelta: number;
  metadata: object;
  /** Milliseconds since the Unix epoch. */
  at: number;
}

/** A row that is yet to get its number; `metadata` is JSON. */
export interface NewJournalRow extends Omit<JournalEntry, 'id' | 'metadata'> {
  metadata: string;
}

/** Facts are from Discord, live or from history; commands have a table of their own that tells which were seen. */
const FACTS: SourceSystem = 'discord';

/**
 * One index lookup an id, whatever the planner believes: a plan made while the table was small, and kept for the prepared
 * statement, would walk the whole index once it is large.
 */
const JOURNALED = `
  select wanted.id from unnest($2::text[]) as wanted(id)
  cross join lateral (
    select 1 from activity_log
    where source_system = $1 and source_event_id = wanted.id and source_event_id is not null
    limit 1
  ) as found`;

/** Those of the given ids of facts that the journal has already. */
export async function journaled(
  connection: Connection,
  sourceEventIds: readonly string[],
): Promise<Set<string>> {
  if (sourceEventIds.length === 0) return new Set();
  const values = [FACTS, texts(sourceEventIds)];
  const { rows } = await connection.query({ name: 'journaled', text: JOURNALED, values });
  return new Set(rows.map(({ id }) => id));
}

const INSERT = `
  insert into activity_log
    (id, user_id, event_type, season_id, category_id, source_system, source_event_id, xp_delta, star_delta, metadata, timestamp)
  select * from unnest(
    $1::bigint[], $2::bigint[], $3::text[], $4::int[], $5::int[], $6::text[], $7::text[], $8::int[], $9::int[],
    $10::jsonb[], $11::timestamptz[])`;

/**
 * Appends to the journal, numbered from `firstId` on.
 * @throws a unique violation when an id is there already: what decided on it was wrong
 */
export function appendJournal(
  connection: Connection,
  firstId: bigint,
  entries: readonly NewJournalRow[],
): Promise<unknown> {
  if (entries.length === 0) return Promise.resolve();
  const values = [
    bigints(entries.map((_, index) => firstId + BigInt(index))),
    bigints(entries.map(({ userId }) => userId)),
    texts(entries.map(({ eventType }) => eventType)),
    ints(entries.map(({ seasonId }) => seasonId)),
    ints(entries.map(({ categoryId }) => categoryId)),
    texts(entries.map(({ sourceSystem }) => sourceSystem)),
    texts(entries.map(({ sourceEventId }) => sourceEventId)),
    ints(entries.map(({ xpDelta }) => xpDelta)),
    ints(entries.map(({ starDelta }) => starDelta)),
    jsonbs(entries.map(({ metadata }) => metadata)),
    times(entries.map(({ at }) => at)),
  ];
  return connection.query({ name: 'append journal', text: INSERT, values });
}
