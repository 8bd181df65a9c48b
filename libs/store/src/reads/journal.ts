import type { InteractionType } from '@synapse/contracts';
import type { Pool } from '../pool.js';

/** A row of the journal, as a reader needs it. */
export interface JournalRecord {
  readonly id: bigint;
  readonly user_id: bigint;
  readonly interaction: InteractionType;
  readonly at: Date;
  readonly season_id: number | null;
  /** Name of the category. */
  readonly category: string | null;
  readonly xp: number;
  readonly stars: number;
  /** The `Reasons` of the row. */
  readonly metadata: Record<string, unknown>;
}

/** The place behind a row, in the order of a statement. */
export interface JournalPlace {
  readonly at: Date;
  readonly id: bigint;
}

const COLUMNS = `
  j.id, j.user_id, j.event_type as interaction, j.timestamp as at, j.season_id, c.name as category,
  j.xp_delta as xp, j.star_delta as stars, j.metadata`;

/** A member's journal from a place on, newest first by the facts' own times. */
export async function readJournal(
  db: Pick<Pool, 'query'>,
  userId: bigint,
  { after, limit }: { after: JournalPlace | null; limit: number },
): Promise<JournalRecord[]> {
  const { rows } = await db.query<JournalRecord>({
    name: after ? 'journal-page' : 'journal',
    text: `
      select ${COLUMNS} from activity_log j left join categories c on c.id = j.category_id
      where j.user_id = $1 ${after ? 'and (j.timestamp, j.id) < ($3, $4)' : ''}
      order by j.timestamp desc, j.id desc limit $2`,
    values: after ? [userId, limit, after.at, after.id] : [userId, limit],
  });
  return rows;
}

/** The journal row that a reward event tells of, by the event's id; `null` when there is none. */
export async function findJournalRow(
  db: Pick<Pool, 'query'>,
  eventId: string,
): Promise<JournalRecord | null> {
  const { rows } = await db.query<JournalRecord>({
    name: 'journal-row',
    text: `
      select ${COLUMNS} from activity_log j left join categories c on c.id = j.category_id
      where j.source_system in ('discord', 'command') and j.source_event_id = $1 limit 1`,
    values: [eventId],
  });
  return rows[0] ?? null;
}

/** The journal row with a number. */
export async function readJournalRow(db: Pick<Pool, 'query'>, id: bigint): Promise<JournalRecord | null> {
  const { rows } = await db.query<JournalRecord>({
    name: 'journal-row-by-id',
    text: `
      select ${COLUMNS} from activity_log j left join categories c on c.id = j.category_id where j.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}
