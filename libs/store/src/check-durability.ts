import type { Connection } from './pool.js';

/** PostgreSQL may lose what it has committed. */
export class UnsafeDatabaseError extends Error {
  override name = 'UnsafeDatabaseError';
  readonly hint: string;
  constructor(place: string, off: readonly string[]) {
    const names = `${off.join(', ')} ${off.length > 1 ? 'are' : 'is'} off`;
    super(`PostgreSQL at ${place} may lose what it has committed: ${names}.`);
    const repair = off.map((name) => `\`alter system set ${name} = on\``).join(', ');
    this.hint = `Run ${repair}, then \`select pg_reload_conf()\`; or set ALLOW_UNSAFE_DURABILITY=1 if losing it is acceptable.`;
  }
}

/** What stands between a commit and the disk. Source: PostgreSQL's manual, "Write Ahead Log". */
const SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit'];

/**
 * Asks the database whether what this connection commits survives a power cut.
 * @param place the database, for people
 * @throws UnsafeDatabaseError naming each setting that is off
 */
export async function checkDurabilityOf(connection: Connection, place: string): Promise<void> {
  const { rows } = await connection.query<{ name: string }>(
    `select name from pg_settings where name = any ($1) and setting = 'off' order by name`,
    [SETTINGS],
  );
  const off = rows.map(({ name }) => name);
  if (off.length > 0) throw new UnsafeDatabaseError(place, off);
}
