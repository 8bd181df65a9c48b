import type { GuildDocument, Payload } from '@synapse/contracts';
import type { Transaction } from '../audit.js';

/** What bootstrap last read of the guilds: their channels in the order of Discord, their roles from the highest down. */
export async function listGuilds(tx: Transaction): Promise<GuildDocument[]> {
  const rows = await tx.guildStructure.findMany({ orderBy: { guildId: 'asc' } });
  return rows.map(({ guildId, body }) => {
    const { name, channels, roles } = body as Payload<'guild_structure'>;
    const ranked = [...roles].sort((one, other) => other.position - one.position);
    return {
      id: String(guildId),
      name,
      channels,
      roles: ranked.map(({ id, name: called }) => ({ id, name: called })),
    };
  });
}
