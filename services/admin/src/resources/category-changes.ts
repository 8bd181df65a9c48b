import { Type } from '@sinclair/typebox';
import { CategoryDocument } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { tableChange } from '../changes/change.js';
import { DiscordId, mustAdminister, RowId } from '../http/ids.js';
import { categories, toDocument, WHOLE } from './categories.js';
import { done, existing } from './row-change.js';
import { setMultipliers, writeCategory } from './write-category.js';

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
      const noted = await writeCategory(tx, id, guildId, { active: true, ...wanted });
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
      const noted = await writeCategory(tx, Number(id), guildId, wanted);
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
