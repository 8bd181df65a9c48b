import type { JournalRow } from '@synapse/economy';
import {
  appendJournal,
  type Connection,
  forgetBefore,
  type JournalEntry,
  saveClosing,
  saveEarned,
  saveGithub,
  saveMembers,
  saveOutcomes,
  savePreferences,
  saveQuest,
  saveRevocations,
  saveSeasonStats,
  saveWindows,
} from '@synapse/store';
import { achievementsOf } from './achievements-of.js';
import type { Batch } from './batch.js';
import type { DatedEffect } from './settle-command.js';

/** Writes what a batch did, inside the owner's transaction. @param firstId the number of its first journal row */
export async function saveBatch(
  connection: Connection,
  community: string,
  batch: Batch,
  firstId: bigint,
): Promise<void> {
  const { members, stats, windows } = batch.changes();
  const { earned, retaken } = achievementsOf(batch.journal);
  // Queued together, in this order: what refers to a member comes after the member.
  await Promise.all([
    saveMembers(connection, members),
    saveSeasonStats(connection, stats),
    saveRevocations(connection, retaken).then(() => saveEarned(connection, earned)),
    saveWindows(
      connection,
      windows.map(([key, { value, lastAt }]) => ({ key, state: value, lastAt })),
    ),
    appendJournal(connection, numbered(batch.journal, firstId)),
    saveOutcomes(connection, batch.outcomes),
  ]);
  for (const effect of batch.effects) await saveEffect(connection, community, effect);
}

async function saveEffect(connection: Connection, community: string, effect: DatedEffect): Promise<void> {
  const { at, sequence } = effect;
  switch (effect.kind) {
    case 'quest':
      return saveQuest(connection, { ...effect, id: effect.quest }, at);
    case 'github':
      return saveGithub(connection, effect.userId, effect.username);
    case 'preferences':
      return savePreferences(connection, effect.userId, effect.wanted, at);
    case 'season_closed':
      return saveClosing(connection, { season: effect.season, closedAt: at, sequence });
    case 'forgotten':
      return forgetBefore(connection, community, effect.before);
  }
}

const numbered = (rows: readonly JournalRow[], firstId: bigint): JournalEntry[] =>
  rows.map(({ interaction, reasons, ...row }, index) => ({
    ...row,
    id: firstId + BigInt(index),
    eventType: interaction,
    metadata: reasons,
  }));
