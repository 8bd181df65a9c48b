import {
  appendJournal,
  type Connection,
  forgetBefore,
  type Queue,
  saveClosing,
  saveDepartures,
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

/** What a batch changed, as it is after it. */
export type Changes = ReturnType<Batch['changes']>;

/** Writes what a batch did, inside the owner's transaction. @param firstId the number of its first journal row */
export async function saveBatch(
  connection: Connection,
  queue: Queue,
  place: Place,
  batch: Batch,
  changes: Changes,
  firstId: bigint,
): Promise<void> {
  // What refers to a member comes after the member.
  queue(saveMembers(connection, changes.members));
  await saveRevocations(connection, achievementsOf(batch.achievements).retaken);
  saveBesides(connection, queue, batch, changes, firstId);
  queue(saveOutcomes(connection, batch.outcomes));
  for (const effect of batch.effects) await saveEffect(connection, place, effect);
}

/** Writes what facts did: nothing of it has to wait for an answer. @param firstId the number of the first journal row */
export function saveFacts(
  connection: Connection,
  queue: Queue,
  batch: Batch,
  changes: Changes,
  firstId: bigint,
): void {
  queue(saveMembers(connection, changes.members));
  saveBesides(connection, queue, batch, changes, firstId);
}

/** All that a fact moves but the member. */
function saveBesides(
  connection: Connection,
  queue: Queue,
  { journal, achievements }: Batch,
  { stats, departures, windows }: Changes,
  firstId: bigint,
): void {
  queue(saveEarned(connection, achievementsOf(achievements).earned));
  queue(saveSeasonStats(connection, stats));
  queue(saveDepartures(connection, departures));
  const states = windows.map(([key, { value, lastAt }]) => ({ key, state: value, lastAt }));
  queue(saveWindows(connection, states));
  queue(appendJournal(connection, firstId, journal));
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
