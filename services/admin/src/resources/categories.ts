import { CategoryDocument } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import type { Resource } from './row-change.js';

export const categories: Resource<CategoryDocument> = {
  table: 'categories',
  name: 'category',
  schema: CategoryDocument,
  guildOf: ({ guild_id }) => guild_id,
  async read(tx, id) {
    const row = await tx.category.findUnique({ where: { id }, include: WHOLE });
    return row && toDocument(row);
  },
};

/** Every category, or those of one guild. */
export const listCategories = async (tx: Transaction, guildId?: string): Promise<CategoryDocument[]> => {
  const where = guildId === undefined ? {} : { guildId: BigInt(guildId) };
  return (await tx.category.findMany({ where, include: WHOLE, orderBy: { id: 'asc' } })).map(toDocument);
};

/** A category with all that belongs to it. */
export const WHOLE = {
  channels: { orderBy: { channelId: 'asc' } },
  multipliers: { orderBy: { interactionType: 'asc' } },
} as const;
const rowWith = (tx: Transaction) => tx.category.findFirstOrThrow({ include: WHOLE });
type Row = Awaited<ReturnType<typeof rowWith>>;

export const toDocument = (row: Row): CategoryDocument => ({
  id: String(row.id),
  guild_id: String(row.guildId),
  name: row.name,
  description: row.description,
  active: row.active,
  created_by: String(row.createdBy),
  created_at: row.createdAt.toISOString(),
  channels: row.channels.map(({ channelId }) => String(channelId)),
  multipliers: row.multipliers.map(({ interactionType, xpMultiplier, starMultiplier }) => ({
    interaction_type: interactionType as CategoryDocument['multipliers'][number]['interaction_type'],
    xp_multiplier: xpMultiplier,
    star_multiplier: starMultiplier,
  })),
});
