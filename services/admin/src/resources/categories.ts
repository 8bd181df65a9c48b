import { Type } from '@sinclair/typebox';
import { CategoryDocument, type Payload } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { tableChange } from '../changes/change.js';
import { DiscordId, mustAdminister, RowId } from '../http/ids.js';
import { done, existing, type Resource } from './row-change.js';

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

const WHOLE = {
  channels: { orderBy: { channelId: 'asc' } },
  multipliers: { orderBy: { interactionType: 'asc' } },
} as const;
const rowWith = (tx: Transaction) => tx.category.findFirstOrThrow({ include: WHOLE });
type Row = Awaited<ReturnType<typeof rowWith>>;

const toDocument = (row: Row): CategoryDocument => ({
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

const { name, description, channels, multipliers } = CategoryDocument.properties;
const { interaction_type, xp_multiplier, star_multiplier } = multipliers.items.properties;
const Changes = {
  name: Type.Optional(name),
  description: Type.Optional(description),
  active: Type.Optional(Type.Boolean()),
  channels: Type.Optional(channels),
  multipliers: Type.Optional(multipliers),
};
const described = { tag: 'categories', scope: 'rules' } as const;
const Id = Type.Object({ id: RowId });

export const categoryChanges = [
  tableChange({
    ...described,
    name: 'create_category',
    method: 'POST',
    path: '/categories',
    summary: 'Makes a category; an inactive one of the same name is revived instead.',
    params: Type.Object({}),
    body: Type.Object({ ...Changes, guild_id: DiscordId, name }, { additionalProperties: false }),
    async make(tx, { guild_id, ...wanted }, occasion) {
      const guildId = BigInt(guild_id);
      mustAdminister(occasion.asker, guildId);
      const same = await named(tx, guildId, wanted.name);
      if (same?.active) throw taken(wanted.name);
      const before = same && toDocument(same);
      const { id } =
        same ??
        (await tx.category.create({ data: { guildId, name: wanted.name, createdBy: occasion.asker.actor } }));
      const noted = await write(tx, id, guildId, { active: true, ...wanted });
      return done(categories, tx, { id, before, noted });
    },
  }),
  tableChange({
    ...described,
    name: 'update_category',
    method: 'PATCH',
    path: '/categories/:id',
    summary: 'Changes a category; what is left out stays. Lists are replaced as a whole.',
    isVersioned: true,
    params: Id,
    body: Type.Object(Changes, { additionalProperties: false, minProperties: 1 }),
    async make(tx, { id, ...wanted }, occasion) {
      const before = await existing(categories, tx, id, occasion);
      const guildId = BigInt(before.guild_id);
      const same = wanted.name === undefined ? null : await named(tx, guildId, wanted.name);
      if (same && same.id !== Number(id)) throw taken(same.name);
      const noted = await write(tx, Number(id), guildId, wanted);
      return done(categories, tx, { id: Number(id), before, noted });
    },
  }),
  tableChange({
    ...described,
    name: 'set_multiplier',
    method: 'PUT',
    path: '/categories/:id/multipliers/:interaction_type',
    summary: 'Sets what one kind of activity is worth in a category; the others stay.',
    isVersioned: true,
    params: Type.Object({ id: RowId, interaction_type }),
    body: Type.Object({ xp_multiplier, star_multiplier }, { additionalProperties: false }),
    async make(tx, { id, ...wanted }, occasion) {
      const before = await existing(categories, tx, id, occasion);
      const others = before.multipliers.filter((one) => one.interaction_type !== wanted.interaction_type);
      await setMultipliers(tx, Number(id), [...others, wanted]);
      return done(categories, tx, { id: Number(id), before });
    },
  }),
  tableChange({
    ...described,
    name: 'delete_category',
    method: 'DELETE',
    path: '/categories/:id',
    summary: 'Makes a category inactive: its channels count as in none.',
    isVersioned: true,
    params: Id,
    body: null,
    async make(tx, { id }, occasion) {
      const before = await existing(categories, tx, id, occasion);
      await tx.category.update({ where: { id: Number(id) }, data: { active: false } });
      return done(categories, tx, { id: Number(id), before, action: 'DELETE' });
    },
  }),
];

const taken = (name: string) => new HttpProblem(409, `A category of this guild is called "${name}" already.`);

const named = (tx: Transaction, guildId: bigint, name: string) =>
  tx.category.findFirst({ where: { guildId, name: { equals: name, mode: 'insensitive' } }, include: WHOLE });

type Wanted = Partial<Pick<CategoryDocument, 'name' | 'description' | 'active' | 'channels' | 'multipliers'>>;

/** @returns from which categories channels were taken, for the audit row */
async function write(tx: Transaction, id: number, guildId: bigint, wanted: Wanted): Promise<object> {
  const { channels, multipliers, ...own } = wanted;
  await tx.category.update({ where: { id }, data: own });
  if (multipliers) await setMultipliers(tx, id, multipliers);
  return channels ? setChannels(tx, id, guildId, channels) : {};
}

async function setMultipliers(
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
