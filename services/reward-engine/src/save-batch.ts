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
  type Tombstones,
} from '@synapse/store';
import { achievementsOf } from './achievements-of.js';
import type { Batch } from './batch.js';
import { eraseMember } from './erase-member.js';
import type { CausedEffect } from './settle-command.js';

/** Whose tables a batch is written to. */
export interface Place {
  readonly community: string;
  readonly streamCreated: string;
  readonly tombstones: Tombstones;
}

/** Writes what a batch did, inside the owner's transaction. @param firstId the number of its first journal row */
export async function saveBatch(
  connection: Connection,
  place: Place,
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
  for (const effect of batch.effects) await saveEffect(connection, place, effect);
}

async function saveEffect(connection: Connection, place: Place, effect: CausedEffect): Promise<void> {
  const { settledAt: at, sequence } = effect.by;
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
      return forgetBefore(connection, place.community, effect.before);
    case 'erased':
      return eraseMember(connection, place, effect.userId, effect.by);
  }
}

const numbered = (rows: readonly JournalRow[], firstId: bigint): JournalEntry[] =>
  rows.map(({ interaction, reasons, ...row }, index) => ({
    ...row,
    id: firstId + BigInt(index),
    eventType: interaction,
    metadata: reasons,
  }));
