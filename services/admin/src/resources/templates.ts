import { AchievementDocument } from '@synapse/contracts';
import type { OpenPrismaClient } from '@synapse/store';
import type { Transaction } from '../audit.js';
import type { Resource } from './row-change.js';

export const templates: Resource<AchievementDocument> = {
  table: 'achievement_templates',
  name: 'achievement',
  schema: AchievementDocument,
  async read(tx, id) {
    const row = await tx.achievementTemplate.findUnique({ where: { id } });
    return row && toDocument(row);
  },
};

export const listTemplates = async (tx: Transaction): Promise<AchievementDocument[]> =>
  (await tx.achievementTemplate.findMany({ orderBy: { id: 'asc' } })).map(toDocument);

type Row = NonNullable<Awaited<ReturnType<OpenPrismaClient['achievementTemplate']['findUnique']>>>;

export const toDocument = (row: Row): AchievementDocument => ({
  id: String(row.id),
  guild_id: String(row.guildId),
  name: row.name,
  description: row.description,
  category: row.category,
  requirement_type: row.requirementType as AchievementDocument['requirement_type'],
  requirement_scope: row.requirementScope as AchievementDocument['requirement_scope'],
  requirement_field: row.requirementField as AchievementDocument['requirement_field'],
  requirement_value: row.requirementValue,
  xp_reward: row.xpReward,
  gold_reward: row.goldReward,
  rarity: row.rarity as AchievementDocument['rarity'],
  badge_image_url: row.badgeImageUrl,
  announce_channel_id: row.announceChannelId === null ? null : String(row.announceChannelId),
  active: row.active,
  created_at: row.createdAt.toISOString(),
});
