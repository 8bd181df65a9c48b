import { serviceRoles } from '../migrate/service-roles.js';
import type { Connection } from '../pool.js';
import { ENGINE_POSITIONS, findPosition } from '../position.js';
import { STATE_TABLES } from './engine-tables.js';

/** A place in a log. */
export interface LogPlace {
  readonly streamCreated: string;
  readonly sequence: number;
}

/**
 * Copies what the engine needs to go on judging into the schema `checkpoint`, in the place of the last copy, as it is at
 * one position: the engine may run meanwhile. Inside a transaction that has asked nothing yet.
 * @returns the position; `null` when the engine has none, and nothing is copied
 */
export async function takeCheckpoint(connection: Connection, community: string): Promise<LogPlace | null> {
  await connection.query('set transaction isolation level repeatable read');
  // Whoever takes it, the engine must be able to drop it.
  await connection.query(`set local role ${serviceRoles['reward-engine']}`);
  const position = await findPosition(connection, ENGINE_POSITIONS, community);
  if (!position) return null;
  for (const table of STATE_TABLES) await copy(connection, table, '*');
  await copy(connection, 'quests', 'id, status');
  return position;
}

async function copy(connection: Connection, table: string, columns: string): Promise<void> {
  await connection.query(`drop table if exists checkpoint.${table}`);
  await connection.query(`create table checkpoint.${table} as select ${columns} from public.${table}`);
}

/**
 * Drops the checkpoint, inside the transaction that erases a member: it may hold their rows, and what was erased can not be
 * judged anew from there. Where the engine's tables are shadows, it stays.
 */
export async function dropCheckpoint(connection: Connection): Promise<void> {
  const { rows } = await connection.query(`select to_regclass('pg_temp.users') is not null as is_shadow`);
  if (rows[0].is_shadow) return;
  const tables = [...STATE_TABLES, 'quests'].map((table) => `checkpoint.${table}`);
  await connection.query(`drop table if exists ${tables.join(', ')}`);
}

/** Whether a member was erased that the checkpoint knows. */
export async function isErasedSince(connection: Connection): Promise<boolean> {
  const { rowCount } = await connection.query(
    `select from engine_tombstones where command not in (select command from checkpoint.engine_tombstones) limit 1`,
  );
  return rowCount !== 0;
}

/** Where the checkpoint was taken; `null` when there is none. */
export async function findCheckpoint(connection: Connection, community: string): Promise<LogPlace | null> {
  const table = 'checkpoint.engine_positions';
  const { rows } = await connection.query('select to_regclass($1) is not null as is_there', [table]);
  return rows[0].is_there ? findPosition(connection, { ...ENGINE_POSITIONS, table }, community) : null;
}
