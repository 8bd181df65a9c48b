import type { Payload } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import { followStructure, type Unmapped } from './categories.js';
import { openFirstSeason } from './first-season.js';
import { addMissingSettings } from './missing-settings.js';
import { installStarterPack } from './starter-pack.js';

/**
 * Fills the tables that admin owns from what is known of the guilds: categories from their channels, settings that are
 * missing, a first season, the starter pack. A second time changes nothing.
 */
export async function setUp(tx: Transaction, now: Date): Promise<void> {
  const guildIds = await followStructures(tx, 'map');
  await addMissingSettings(tx);
  await openFirstSeason(tx, guildIds, now);
  await installStarterPack(tx, guildIds);
}

/** Makes categories and their channels follow the guilds as they are known now. @returns the ids of the guilds */
export async function followStructures(tx: Transaction, unmapped: Unmapped): Promise<bigint[]> {
  const structures = await tx.guildStructure.findMany({ orderBy: { guildId: 'asc' } });
  for (const { guildId, body } of structures) {
    await followStructure(tx, guildId, body as Payload<'guild_structure'>, unmapped);
  }
  return structures.map(({ guildId }) => guildId);
}
