import type { Connection } from '../pool.js';
import { ENGINE_POSITIONS, findPosition, type Position } from '../position.js';
import type { Beginning } from './beginning.js';
import { ENGINE_TABLES, OUTGOING_TABLE, STATE_TABLES, shapeOf } from './engine-tables.js';

/**
 * The journal as it looks from here: what is judged anew, after what the live journal holds from before, so that whoever
 * looks for a payment or for a fact that was seen finds those of before, too. Only what is anew can be written.
 */
const journal = (firstId: bigint) => `
  create temp view activity_log as
    select * from journal_anew union all select * from public.activity_log where id < ${firstId};
  create function pg_temp.write_journal() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' then
      delete from pg_temp.journal_anew where id = old.id;
      if not found then return null; end if;
    end if;
    if tg_op <> 'DELETE' then insert into pg_temp.journal_anew select new.*; end if;
    return coalesce(new, old);
  end $$;
  create trigger write_journal instead of insert or update or delete on activity_log
    for each row execute function pg_temp.write_journal()`;

/** What there would be to tell was told when it happened. */
const UNTOLD = `
  create function pg_temp.leave_out() returns trigger language plpgsql as $$ begin return null; end $$;
  create trigger leave_out before insert on ${OUTGOING_TABLE} for each row execute function pg_temp.leave_out()`;

/** What the database holds the rows to, under the names by which it tells of a violation; keys come first. */
const CONSTRAINTS = `
  select conrelid::regclass::text as table, format('add constraint %I %s', conname, pg_get_constraintdef(oid)) as clause
  from pg_constraint
  where conrelid = any($1::regclass[]) and (contype = 'p' or contype = 'f' and confrelid = any($1::regclass[]))
  order by contype <> 'p', conname`;

const INDEXES = `
  select indrelid::regclass::text as table, pg_get_indexdef(indexrelid) as definition from pg_index
  where indrelid = any($1::regclass[]) and not indisprimary`;

/** The table behind a name: the journal is a view. */
const shadowOf = (table: string) => `pg_temp.${table === 'activity_log' ? 'journal_anew' : table}`;

/**
 * Makes temporary tables that stand before the engine's own for whoever names them without a schema, as every statement
 * of the engine does: what it judges on this connection changes nothing else, and is gone with the connection. They hold
 * what was there before the first entry of the log, or at the checkpoint. Inside a transaction.
 * @returns the position to go on from
 */
export async function createShadows(
  connection: Connection,
  log: { community: string; streamCreated: string },
  beginning: Beginning,
): Promise<Position<'next_journal_id' | 'next_frame'>> {
  await connection.query("set temp_buffers = '64MB'");
  // Nobody analyses temporary tables: to the planner they stay as small as they are now.
  await connection.query('set enable_seqscan = off');
  const { rows: constraints } = await connection.query(CONSTRAINTS, [[...ENGINE_TABLES]]);
  const { rows: indexes } = await connection.query(INDEXES, [[...ENGINE_TABLES]]);
  for (const table of ENGINE_TABLES) {
    const like = `like public.${table} including all excluding indexes`;
    await connection.query(`create table ${shadowOf(table)} (${like})`);
  }
  await connection.query(UNTOLD);
  await connection.query(`create temp table quests as select id, status from public.quests with no data`);
  await connection.query(`alter table quests add primary key (id)`);
  if (beginning === 'checkpoint') await fillFromCheckpoint(connection);
  else {
    const values = [log.community, log.streamCreated];
    await connection.query(
      'insert into engine_positions (community, stream_created) values ($1, $2)',
      values,
    );
  }
  const position = await findPosition(connection, ENGINE_POSITIONS, log.community);
  if (!position) throw new Error(`The checkpoint has no position of ${log.community}.`);
  await connection.query(journal(position.next.next_journal_id));
  for (const { table, clause } of constraints) {
    await connection.query(`alter table ${shadowOf(table)} ${clause}`);
  }
  for (const { table, definition } of indexes) {
    await connection.query(definition.replace(/ ON \S+ /, ` ON ${shadowOf(table)} `));
  }
  return position;
}

/** A column or table that is younger than the checkpoint is as it was when it was made: at its default, or empty. */
async function fillFromCheckpoint(connection: Connection): Promise<void> {
  for (const table of [...STATE_TABLES, 'quests']) {
    const { rows } = await connection.query('select to_regclass($1) is not null as is_there', [
      `checkpoint.${table}`,
    ]);
    if (!rows[0].is_there) continue;
    const { key, columns } = await shapeOf(connection, `checkpoint.${table}`);
    const names = [...key, ...columns].join(', ');
    await connection.query(`insert into ${table} (${names}) select ${names} from checkpoint.${table}`);
  }
}

/** Lays down quests that the rules name from here on, open as every quest begins. */
export async function openShadowQuests(connection: Connection, ids: readonly number[]): Promise<void> {
  await connection.query(
    `insert into pg_temp.quests select id, 'open' from unnest($1::int[]) as id on conflict do nothing`,
    [ids],
  );
}
