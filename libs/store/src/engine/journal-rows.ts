import type { SourceSystem } from '@synapse/contracts';
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
  const values = [FACTS, sourceEventIds];
  const { rows } = await connection.query({ name: 'journaled', text: JOURNALED, values });
  return new Set(rows.map(({ id }) => id));
}

const INSERT = `
  insert into activity_log
    (id, user_id, event_type, season_id, category_id, source_system, source_event_id, xp_delta, star_delta, metadata, timestamp)
  select id, user_id, event_type, season_id, category_id, source_system, source_event_id, xp_delta, star_delta, metadata, timestamp
  from json_to_recordset($1::json) as entry(
    id bigint, user_id bigint, event_type text, season_id int, category_id int, source_system text, source_event_id text,
    xp_delta int, star_delta int, metadata jsonb, timestamp timestamptz)
  order by id`;

/** Appends to the journal. @throws a unique violation when an id is there already: what decided on it was wrong */
export async function appendJournal(connection: Connection, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const json = entries.map((entry) => ({
    id: String(entry.id),
    user_id: String(entry.userId),
    event_type: entry.eventType,
    season_id: entry.seasonId,
    category_id: entry.categoryId,
    source_system: entry.sourceSystem,
    source_event_id: entry.sourceEventId,
    xp_delta: entry.xpDelta,
    star_delta: entry.starDelta,
    metadata: entry.metadata,
    timestamp: new Date(entry.at).toISOString(),
  }));
  await connection.query({
    name: 'append journal',
    text: INSERT,
    values: [JSON.stringify(json)],
  });
}
