import { windowsNaming } from '@synapse/economy';
import {
  type Connection,
  dropCheckpoint,
  dropDeadLetters,
  dropWindows,
  eraseRows,
  loadReactionDays,
  type OutcomeRow,
  type Tombstones,
} from '@synapse/store';

/**
 * Removes everything the engine stores about a member, after what came before in the log was written, and remembers that it
 * did, inside the owner's transaction.
 * @param by what became of the command that asked for it
 */
export async function eraseMember(
  connection: Connection,
  { streamCreated, tombstones }: { streamCreated: string; tombstones: Tombstones },
  userId: bigint,
  by: OutcomeRow,
): Promise<void> {
  const { settledAt: at, sequence } = by;
  await dropWindows(connection, windowsNaming(userId, await loadReactionDays(connection, userId)));
  await eraseRows(connection, userId);
  await dropDeadLetters(connection, 'engine_dead_letters', userId, { streamCreated, sequence });
  await dropCheckpoint(connection);
  await tombstones.lay(connection, { by, userId, at, sequence }, by);
}
