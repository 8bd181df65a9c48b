import { compareRows, type Difference } from '../compare-rows.js';
import type { Connection } from '../pool.js';
import type { Position } from '../position.js';
import { GROWING_TABLES, NOT_JUDGED, STATE_TABLES, shapeOf } from './engine-tables.js';

/** Compares every row that was judged anew since `from` with the engine's own tables. */
export async function compareShadows(
  connection: Connection,
  from: Position<'next_journal_id' | 'next_frame'>,
): Promise<Difference[]> {
  const created = connection.escapeLiteral(from.streamCreated);
  const later = {
    activity_log: `id >= ${from.next.next_journal_id}`,
    engine_dead_letters: `stream_created = ${created} and sequence > ${from.sequence}`,
  };
  await connection.query('set local enable_seqscan = on');
  const found: Difference[] = [];
  for (const table of STATE_TABLES) found.push(await compare(connection, table, 'true'));
  for (const table of GROWING_TABLES) found.push(await compare(connection, table, later[table]));
  found.push(await compareRows(connection, QUESTS));
  return found;
}

async function compare(connection: Connection, table: string, where: string): Promise<Difference> {
  const { key, columns } = await shapeOf(connection, `public.${table}`);
  return compareRows(connection, {
    table,
    live: `(select * from public.${table} where ${where})`,
    anew: `(select * from pg_temp.${table} where ${where})`,
    key,
    columns: columns.filter((column) => !NOT_JUDGED.includes(`${table}.${column}`)),
  });
}

/** Which quests there are is the admin's: of the engine's is how far they are. */
const QUESTS = {
  table: 'quests',
  live: '(select id, status from public.quests)',
  anew: `(select id, coalesce(s.status, 'open') as status from public.quests left join pg_temp.quests s using (id))`,
  key: ['id'],
  columns: ['status'],
};
