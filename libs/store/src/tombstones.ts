import { createHmac } from 'node:crypto';
import type { Outcome } from '@synapse/contracts';
import type { CommandName } from './engine/outcome-rows.js';
import { type Connection, type DatabaseOptions, ownerConnection } from './pool.js';

export type TombstoneTable = 'engine_tombstones' | 'lake_tombstones';

/** An erasure as its owner remembers it. */
export interface Erasure {
  readonly by: CommandName;
  readonly userId: bigint;
  /** The command's time, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** The entry that erased. */
  readonly sequence: number;
}

/** What the engine answers when the command comes again. */
export interface ErasureAnswer {
  readonly bodyHash: string;
  readonly outcome: Outcome;
}

/** The tombstones were sealed with another key. */
export class ErasureKeyError extends Error {
  override name = 'ErasureKeyError';
  readonly hint =
    'Set ERASURE_KEY to the key that was in force when members were erased, the same for reward-engine and lake-writer. With any other, what they did before would come back.';
}

/** HMAC-SHA256, in hex; `kind` keeps seals of different things apart. */
const createSeal = (key: string) => (kind: 'member' | 'command' | 'body' | 'key', text: string) =>
  createHmac('sha256', key).update(`${kind}:${text}`).digest('hex');

const keyCheck = (key: string) => createSeal(key)('key', 'synapse');

/**
 * Looks at the tombstones before a service owns them: a standby with a wrong key is to know at once.
 * @throws ErasureKeyError when they were sealed with another key
 */
export async function checkErasureKey(
  database: DatabaseOptions,
  table: TombstoneTable,
  key: string,
): Promise<void> {
  const connection = ownerConnection(database);
  connection.on('error', () => {});
  await connection.connect();
  try {
    const { rowCount } = await connection.query(`select from ${table} where key_check <> $1 limit 1`, [
      keyCheck(key),
    ]);
    if (rowCount) throw new ErasureKeyError(`ERASURE_KEY is not the key that ${table} was made with.`);
  } finally {
    await connection.end().catch(() => {});
  }
}

/** How many erasures the engine has passed. */
export async function countErasures(connection: Pick<Connection, 'query'>): Promise<number> {
  const { rows } = await connection.query('select count(*)::int as erasures from engine_tombstones');
  return rows[0].erasures;
}

interface Kept {
  /** Of each sealed member the time of the last erasure. */
  readonly members: ReadonlyMap<string, number>;
  readonly commands: ReadonlyMap<string, { bodyHash?: string; outcome?: Outcome }>;
  readonly latest: number;
}

export type Tombstones = ReturnType<typeof createTombstones>;

/**
 * The tombstones of an owner, in its memory: they are few, and nobody else writes them. Members are held by their seal
 * alone, and sealing is spared for whatever is younger than the last erasure: nearly everything.
 */
export function createTombstones(table: TombstoneTable, key: string) {
  const seal = createSeal(key);
  let kept: Kept | null = null;
  let isUnsure = false;
  const commandSeal = ({ issuer, actor, id }: CommandName) => seal('command', `${issuer}:${actor}:${id}`);

  return {
    /** Called first in each transaction: whether an erasure of the one before was committed, only the table tells. */
    async recall(connection: Connection): Promise<void> {
      if (isUnsure) kept = null;
      isUnsure = false;
      kept ??= await read(connection, table);
    },

    /** @param at milliseconds since the Unix epoch */
    isErased(member: bigint, at: number): boolean {
      if (!kept || at > kept.latest) return false;
      return at <= (kept.members.get(seal('member', String(member))) ?? Number.NEGATIVE_INFINITY);
    },

    /** Whether this command erased before, whatever its body. */
    knows: (command: CommandName): boolean => kept?.commands.has(commandSeal(command)) ?? false,

    /** What this command came to before, and whether with the same body. */
    settled(command: CommandName, bodyHash: string): { outcome: Outcome; isSame: boolean } | null {
      const found = kept?.commands.get(commandSeal(command));
      if (!found?.outcome) return null;
      return { outcome: found.outcome, isSame: found.bodyHash === seal('body', bodyHash) };
    },

    /** Remembers an erasure, inside the transaction that erases. @returns the key of its row */
    async lay(
      connection: Connection,
      { by, userId, at, sequence }: Erasure,
      answer?: ErasureAnswer,
    ): Promise<string> {
      isUnsure = true;
      const row = {
        command: commandSeal(by),
        member: seal('member', String(userId)),
        erased_at: new Date(at),
        sequence,
        key_check: keyCheck(key),
        ...(answer && { body_hash: seal('body', answer.bodyHash), outcome: answer.outcome }),
      };
      const columns = Object.keys(row);
      await connection.query(
        `insert into ${table} (${columns}) values (${columns.map((_, index) => `$${index + 1}`)})`,
        Object.values(row),
      );
      kept = await read(connection, table);
      return row.command;
    },
  };
}

async function read(connection: Connection, table: TombstoneTable): Promise<Kept> {
  const { rows } = await connection.query(`select * from ${table} order by erased_at`);
  return {
    members: new Map(rows.map((row) => [row.member, row.erased_at.getTime()])),
    commands: new Map(rows.map((row) => [row.command, { bodyHash: row.body_hash, outcome: row.outcome }])),
    latest: rows.at(-1)?.erased_at.getTime() ?? Number.NEGATIVE_INFINITY,
  };
}
