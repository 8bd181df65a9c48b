import { type Bus, openLog } from '@synapse/bus';
import type { Fact } from '@synapse/contracts';
import {
  ADMIN_POSITIONS,
  type Connection,
  type DatabaseOptions,
  foldLog,
  type Owner,
  type Step,
} from '@synapse/store';

export interface CatchUp {
  database: DatabaseOptions;
  bus: Bus;
  community: string;
  signal: AbortSignal;
  /** Gives up waiting for a first structure after this long. */
  waitMs: number;
  onProgress?: (read: number, of: number) => void;
}

/**
 * Reads the log up to where it ends now and keeps the last structure of every guild; waits for a first one if none is
 * known yet. Resolves with the number of guilds known, and whether the end was reached in time.
 */
export async function catchUpWithStructures({
  database,
  bus,
  community,
  signal,
  waitMs,
  onProgress,
}: CatchUp): Promise<{ guilds: number; isCaughtUp: boolean }> {
  const log = openLog(bus, community);
  const { last } = await log.state();
  const done = new AbortController();
  let known = 0;
  let reached = 0;
  const look = async (connection: Connection, sequence: number) => {
    known = await countStructures(connection);
    reached = sequence;
    onProgress?.(sequence, last);
    if (known > 0 && sequence >= last) done.abort();
  };
  let owner: Owner | undefined;
  await foldLog({
    database,
    service: 'admin',
    community,
    log,
    positions: ADMIN_POSITIONS,
    deadLetters: null,
    signal: AbortSignal.any([signal, done.signal, AbortSignal.timeout(waitMs)]),
    async apply(connection, { ruleSetVersion, next }, steps) {
      await keepStructures(connection, steps);
      return { ruleSetVersion, next };
    },
    onOwned(own, { sequence }) {
      owner = own;
      return own.alone((connection) => look(connection, sequence));
    },
    onCommitted: ({ sequence }) => owner?.alone((connection) => look(connection, sequence)),
  });
  signal.throwIfAborted();
  return { guilds: known, isCaughtUp: reached >= last };
}

async function keepStructures(connection: Connection, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.kind !== 'facts') continue;
    for (const fact of step.facts) {
      if (fact.type === 'guild_structure') await keepStructure(connection, fact, step.entry.sequence);
    }
  }
}

async function keepStructure(
  connection: Connection,
  fact: Fact<'guild_structure'>,
  sequence: number,
): Promise<void> {
  await connection.query(
    `insert into guild_structures (guild_id, body, sequence) values ($1, $2, $3)
     on conflict (guild_id) do update set body = excluded.body, sequence = excluded.sequence`,
    [fact.guildId, JSON.stringify(fact.payload), sequence],
  );
}

async function countStructures(connection: Connection): Promise<number> {
  const { rows } = await connection.query('select count(*)::int as known from guild_structures');
  return rows[0].known;
}
