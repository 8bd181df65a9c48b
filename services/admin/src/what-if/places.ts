import { SETTINGS, type SettingKey } from '@synapse/contracts';
import type { Prisma } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { homeGuild } from '../resources/home-guild.js';

/** What stands in one place of admin's tables; `null` when there is no row. */
export type Held = Readonly<Record<string, unknown>> | null;

/** A place of the tables that a what-if can change. */
export interface Place {
  read(tx: Transaction): Promise<Held>;
  write(tx: Transaction, held: Held): Promise<void>;
}

const KINDS: Record<string, (...keys: string[]) => Place> = {
  settings: (key) => ({
    async read(tx) {
      const row = await tx.setting.findUnique({ where: { key } });
      return row && { value: JSON.parse(row.valueJson) };
    },
    async write(tx, held) {
      if (!held) return void (await tx.setting.deleteMany({ where: { key } }));
      const { category, description } = SETTINGS[key.split(':')[0] as SettingKey];
      const valueJson = JSON.stringify(held.value);
      await tx.setting.upsert({
        where: { key },
        create: { key, valueJson, category, description },
        update: { valueJson },
      });
    },
  }),
  multipliers: (category, interactionType) => {
    const categoryId = Number(category);
    const where = { categoryId_interactionType: { categoryId, interactionType } };
    return {
      async read(tx) {
        const row = await tx.categoryMultiplier.findUnique({ where });
        return row && { xp: row.xpMultiplier, stars: row.starMultiplier };
      },
      async write(tx, held) {
        if (!held) {
          await tx.categoryMultiplier.deleteMany({ where: { categoryId, interactionType } });
          return;
        }
        const factors = { xpMultiplier: Number(held.xp), starMultiplier: Number(held.stars) };
        await tx.categoryMultiplier.upsert({
          where,
          create: { categoryId, interactionType, ...factors },
          update: factors,
        });
      },
    };
  },
  channels: (channel) => {
    const channelId = BigInt(channel);
    return {
      async read(tx) {
        const row = await tx.categoryChannel.findFirst({ where: { channelId } });
        return row && { category: row.categoryId };
      },
      async write(tx, held) {
        await tx.categoryChannel.deleteMany({ where: { channelId } });
        if (held) await tx.categoryChannel.create({ data: { channelId, categoryId: Number(held.category) } });
      },
    };
  },
  templates: (id) => {
    const where = { id: Number(id) };
    return {
      async read(tx) {
        const row = await tx.achievementTemplate.findUnique({ where });
        return (
          row && {
            requirement_scope: row.requirementScope,
            requirement_field: row.requirementField,
            requirement_value: row.requirementValue,
            xp_reward: row.xpReward,
            gold_reward: row.goldReward,
            active: row.active,
          }
        );
      },
      async write(tx, held) {
        if (!held) return;
        const data = {
          requirementScope: held.requirement_scope,
          requirementField: held.requirement_field,
          requirementValue: held.requirement_value,
          xpReward: held.xp_reward,
          goldReward: held.gold_reward,
          active: held.active,
        } as Prisma.AchievementTemplateUpdateInput;
        await tx.achievementTemplate.update({ where, data });
      },
    };
  },
};

/** A template that came with a what-if: it is made under the id that the report names, and never deleted again. */
const newTemplate = (key: string): Place => {
  const id = Number(key);
  return {
    async read(tx) {
      const row = await tx.achievementTemplate.findUnique({ where: { id } });
      return row?.active
        ? {
            name: row.name,
            description: row.description,
            requirement_type: row.requirementType,
            requirement_scope: row.requirementScope,
            requirement_field: row.requirementField,
            requirement_value: row.requirementValue,
            xp_reward: row.xpReward,
            gold_reward: row.goldReward,
            rarity: row.rarity,
          }
        : null;
    },
    async write(tx, held) {
      if (!held) {
        await tx.achievementTemplate.updateMany({ where: { id }, data: { active: false } });
        return;
      }
      const data = {
        name: held.name,
        description: held.description,
        requirementType: held.requirement_type,
        requirementScope: held.requirement_scope,
        requirementField: held.requirement_field,
        requirementValue: held.requirement_value,
        xpReward: held.xp_reward,
        goldReward: held.gold_reward,
        rarity: held.rarity,
      } as Prisma.AchievementTemplateCreateInput;
      await passSequence(tx, id);
      await tx.achievementTemplate.create({ data: { ...data, id, guildId: await homeGuild(tx) } });
    },
  };
};

/** The next template that an admin makes has a later id. */
async function passSequence(tx: Transaction, id: number): Promise<void> {
  for (let next = 0n; next < id; ) {
    const [row] = await tx.$queryRaw<
      { next: bigint }[]
    >`select nextval('achievement_templates_id_seq') as next`;
    next = row?.next ?? BigInt(id);
  }
}

/** @param name such as `settings/cooldown_seconds`, `multipliers/3/MESSAGE`, `channels/100` or `templates/2` */
export function placeOf(name: string): Place {
  const [kind = '', ...keys] = name.split('/');
  const place = kind === 'new_templates' ? newTemplate : KINDS[kind];
  if (!place) throw new Error(`no table is called ${kind}`);
  return place(...keys);
}
