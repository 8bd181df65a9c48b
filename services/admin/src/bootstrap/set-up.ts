import type { Payload } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import { followStructure } from './categories.js';
import { openFirstSeason } from './first-season.js';
import { addMissingSettings } from './missing-settings.js';
import { installStarterPack } from './starter-pack.js';

/**
 * Fills the tables that admin owns from what is known of the guilds: categories from their channels, settings that are
 * missing, a first season, the starter pack. A second time changes nothing.
 */
export async function setUp(tx: Transaction, now: Date): Promise<void> {
  const structures = await tx.guildStructure.findMany({ orderBy: { guildId: 'asc' } });
  const guildIds = structures.map(({ guildId }) => guildId);
  for (const { guildId, body } of structures) {
    await followStructure(tx, guildId, body as Payload<'guild_structure'>);
  }
  await addMissingSettings(tx);
  await openFirstSeason(tx, guildIds, now);
  await installStarterPack(tx, guildIds);
}
