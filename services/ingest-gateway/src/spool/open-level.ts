import { mkdir } from 'node:fs/promises';
import { OperatorError } from '@synapse/runtime';
// biome-ignore lint/correctness/noUnresolvedImports: the linter does not see what a CommonJS module exports.
import { ClassicLevel } from 'classic-level';

export type Level = ClassicLevel<string, Buffer>;

/**
 * Opens the spool's database; the lock on its folder is the shards' only lease.
 * @throws OperatorError when another process holds it, or when the folder cannot be used
 */
export async function openLevel(folder: string): Promise<Level> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unusable(folder, error);
  });
  const level: Level = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'buffer' });
  await level.open().catch((error: unknown) => {
    throw unusable(folder, error);
  });
  return level;
}

function unusable(folder: string, error: unknown): OperatorError {
  const cause = causeOf(error);
  if (isLocked(error)) {
    return new OperatorError(
      `The spool ${folder} is in use by another process: an ingest-gateway is already running on it.`,
      'Stop that process first, or give this one a folder and shards of its own (SPOOL_DIR, DISCORD_SHARD_IDS).',
    );
  }
  return new OperatorError(
    `The spool ${folder} cannot be opened: ${cause.message}.`,
    'Check that SPOOL_DIR is a folder this user may write to, and that the disk is sound and not full.',
    { cause },
  );
}

/** The library wraps what went wrong in an error that only says that opening failed. */
const causeOf = (error: unknown) => ((error as Error).cause ?? error) as NodeJS.ErrnoException;

const isLocked = (error: unknown) => causeOf(error).code === 'LEVEL_LOCKED';

/**
 * Closes and opens the database again. An error of the disk passes in silence, for the next write shows it again.
 * @throws OperatorError when another process took the folder in between
 */
export async function reopenLevel(level: Level): Promise<void> {
  await level.close().catch(() => {});
  await level.open().catch((error: unknown) => {
    if (isLocked(error)) throw unusable(level.location, error);
  });
}
