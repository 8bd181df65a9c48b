import type { CategoryDocument, Payload } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';

type Wanted = Partial<Pick<CategoryDocument, 'name' | 'description' | 'active' | 'channels' | 'multipliers'>>;

/** Writes what is wanted of a category. @returns from which others channels were taken, for the audit row */
export async function writeCategory(
  tx: Transaction,
  id: number,
  guildId: bigint,
  wanted: Wanted,
): Promise<object> {
  const { channels, multipliers, ...own } = wanted;
  await tx.category.update({ where: { id }, data: own });
  if (multipliers) await setMultipliers(tx, id, multipliers);
  return channels ? setChannels(tx, id, guildId, channels) : {};
}

/** @throws HttpProblem 422 when an interaction type stands there twice */
export async function setMultipliers(
  tx: Transaction,
  categoryId: number,
  wanted: CategoryDocument['multipliers'],
): Promise<void> {
  if (new Set(wanted.map(({ interaction_type }) => interaction_type)).size < wanted.length) {
    throw new HttpProblem(422, 'body/multipliers names an interaction type twice.');
  }
  await tx.categoryMultiplier.deleteMany({ where: { categoryId } });
  await tx.categoryMultiplier.createMany({
    data: wanted.map(({ interaction_type, xp_multiplier, star_multiplier }) => ({
      categoryId,
      interactionType: interaction_type,
      xpMultiplier: xp_multiplier,
      starMultiplier: star_multiplier,
    })),
  });
}

async function setChannels(
  tx: Transaction,
  categoryId: number,
  guildId: bigint,
  wanted: string[],
): Promise<object> {
  await mustBeOfGuild(tx, guildId, wanted);
  const ids = wanted.map(BigInt);
  const elsewhere = await tx.categoryChannel.findMany({
    where: { channelId: { in: ids }, categoryId: { not: categoryId }, category: { guildId } },
  });
  await tx.categoryChannel.deleteMany({ where: { channelId: { in: ids }, category: { guildId } } });
  await tx.categoryChannel.deleteMany({ where: { categoryId } });
  await tx.categoryChannel.createMany({ data: ids.map((channelId) => ({ categoryId, channelId })) });
  if (elsewhere.length === 0) return {};
  return {
    taken_from: Object.fromEntries(elsewhere.map((was) => [String(was.channelId), String(was.categoryId)])),
  };
}

/** Channels of another guild would never be met, and one that Discord has not told of yet cannot be checked. */
async function mustBeOfGuild(tx: Transaction, guildId: bigint, channels: readonly string[]): Promise<void> {
  const structure = await tx.guildStructure.findUnique({ where: { guildId } });
  const known = new Set(
    (structure?.body as Payload<'guild_structure'> | undefined)?.channels.map(({ id }) => id),
  );
  const stranger = channels.find((channel) => !known.has(channel));
  if (stranger)
    throw new HttpProblem(422, `The guild ${guildId} is not known to have a channel ${stranger}.`);
}
