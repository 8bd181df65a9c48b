import type { InteractionType } from '@synapse/contracts';
import type { JournalEntry } from '../engine/journal-rows.js';
import type { Connection } from '../pool.js';

/** A fact as the lake has it. */
export interface LakeFact {
  readonly type: string;
  readonly guildId: bigint;
  readonly userId: bigint;
  readonly channelId: bigint | null;
  readonly targetId: bigint | null;
  readonly payload: object;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A row of the journal, and the fact that led to it if the lake has it. */
export interface WalkedRow extends JournalEntry {
  readonly lake: LakeFact | null;
}

/** What facts bring by themselves; everything else follows from them, or from commands. */
const OF_FACTS: readonly InteractionType[] = [
  'MESSAGE',
  'REACTION_GIVEN',
  'REACTION_RECEIVED',
  'THREAD_CREATE',
  'VOICE_TICK',
];

/** One index lookup a row, whatever the planner believes; see `journaled`. */
const PAGE = `
  select a.*, f.*
  from (select * from activity_log where id >= $1 and id < $2 order by id limit $3) a
  left join lateral (
    select l.event_type as fact_type, l.guild_id, l.user_id as fact_user, l.channel_id, l.target_id, l.payload,
           l.timestamp as fact_at
    from event_lake_sources s join event_lake l on l.id = s.lake_id
    where a.source_system = 'discord' and a.event_type = any($4::text[]) and s.source_id = a.metadata->>'fact'
    limit 1
  ) f on true
  order by a.id`;

/** The rows of the journal from number `from`, up to `to` exclusively, at most `most`, each with its fact. */
export async function walkJournal(
  connection: Connection,
  { from, to, most }: { from: bigint; to: bigint; most: number },
): Promise<WalkedRow[]> {
  const { rows } = await connection.query({
    name: 'walk journal',
    text: PAGE,
    values: [from, to, most, OF_FACTS],
  });
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    eventType: row.event_type,
    categoryId: row.category_id,
    seasonId: row.season_id,
    sourceSystem: row.source_system,
    sourceEventId: row.source_event_id ?? '',
    xpDelta: row.xp_delta,
    starDelta: row.star_delta,
    metadata: row.metadata,
    at: row.timestamp.getTime(),
    lake:
      row.fact_type === null
        ? null
        : {
            type: row.fact_type,
            guildId: row.guild_id,
            userId: row.fact_user,
            channelId: row.channel_id,
            targetId: row.target_id,
            payload: row.payload,
            at: row.fact_at.getTime(),
          },
  }));
}

/** The number of the first row that tells of a time or a later one; `null` when none does. */
export async function firstRowSince(connection: Connection, since: number): Promise<bigint | null> {
  const { rows } = await connection.query('select min(id) as first from activity_log where timestamp >= $1', [
    new Date(since),
  ]);
  return rows[0].first;
}

const NEWEST = `
  select max(newest.timestamp) as at from unnest($1::text[]) as kind(event_type)
  cross join lateral (
    select timestamp from activity_log a where a.event_type = kind.event_type order by timestamp desc limit 1
  ) newest`;

/** When the newest fact of the journal happened, in milliseconds since the Unix epoch; `null` when there is none. */
export async function newestFactTime(connection: Connection): Promise<number | null> {
  const { rows } = await connection.query(NEWEST, [OF_FACTS]);
  return rows[0].at?.getTime() ?? null;
}
