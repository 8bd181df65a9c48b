import { Type } from '@sinclair/typebox';
import { AchievementDocument, COUNTERS } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { homeGuild } from './home-guild.js';
import { done, existing } from './row-change.js';
import { templates, toDocument } from './templates.js';

const { name, description, requirement_type, requirement_scope, rarity } = AchievementDocument.properties;
const Changes = Type.Partial(Type.Omit(AchievementDocument, ['id', 'guild_id', 'created_at'])).properties;
const described = { tag: 'achievements', scope: 'rules' } as const;
const Id = Type.Object({ id: RowId });

export const templateChanges = [
  tableChange({
    ...described,
    name: 'create_achievement',
    method: 'POST',
    path: '/achievements',
    summary:
      'Defines an achievement, which those who already qualify get silently. An inactive one of the same name is revived.',
    params: Type.Object({}),
    body: Type.Object(
      { ...Changes, name, description, requirement_type, requirement_scope, rarity },
      { additionalProperties: false },
    ),
    async make(tx, wanted) {
      const same = await named(tx, wanted.name);
      if (same?.active) throw taken(wanted.name);
      const before = same && toDocument(same);
      const whole = { ...BLANK, ...before, ...wanted, active: true };
      mustMakeSense(whole);
      const data = toRow(whole);
      const { id } = same
        ? await tx.achievementTemplate.update({ where: { id: same.id }, data })
        : await tx.achievementTemplate.create({ data: { ...data, guildId: await homeGuild(tx) } });
      return done(templates, tx, { id, before });
    },
  }),
  tableChange({
    ...described,
    name: 'update_achievement',
    method: 'PATCH',
    path: '/achievements/:id',
    summary: 'Changes an achievement; what is left out stays. Nobody loses it for that.',
    isVersioned: true,
    params: Id,
    body: Type.Object(Changes, { additionalProperties: false, minProperties: 1 }),
    async make(tx, { id, ...wanted }, occasion) {
      const before = await existing(templates, tx, id, occasion);
      const same = wanted.name === undefined ? null : await named(tx, wanted.name);
      if (same && same.id !== Number(id)) throw taken(same.name);
      const whole = { ...before, ...wanted };
      mustMakeSense(whole);
      await tx.achievementTemplate.update({ where: { id: Number(id) }, data: toRow(whole) });
      return done(templates, tx, { id: Number(id), before });
    },
  }),
  tableChange({
    ...described,
    name: 'delete_achievement',
    method: 'DELETE',
    path: '/achievements/:id',
    summary: 'Makes an achievement inactive: nobody earns it any more, and who has it keeps it.',
    isVersioned: true,
    params: Id,
    body: null,
    async make(tx, { id }, occasion) {
      const before = await existing(templates, tx, id, occasion);
      await tx.achievementTemplate.update({ where: { id: Number(id) }, data: { active: false } });
      return done(templates, tx, { id: Number(id), before, action: 'DELETE' });
    },
  }),
];

const BLANK = {
  category: 'social',
  requirement_field: null,
  requirement_value: null,
  xp_reward: 0,
  gold_reward: 0,
  badge_image_url: null,
  announce_channel_id: null,
};

type Definition = Omit<AchievementDocument, 'id' | 'guild_id' | 'created_at'>;

const toRow = (whole: Definition) => ({
  name: whole.name,
  description: whole.description,
  category: whole.category,
  requirementType: whole.requirement_type,
  requirementScope: whole.requirement_scope,
  requirementField: whole.requirement_field,
  requirementValue: whole.requirement_value,
  xpReward: whole.xp_reward,
  goldReward: whole.gold_reward,
  rarity: whole.rarity,
  badgeImageUrl: whole.badge_image_url,
  announceChannelId: whole.announce_channel_id === null ? null : BigInt(whole.announce_channel_id),
  active: whole.active,
});

function mustMakeSense({
  requirement_type: type,
  requirement_field: field,
  requirement_scope: scope,
}: Definition): void {
  const wantsField = type === 'counter_threshold';
  if (wantsField !== (field !== null)) {
    throw new HttpProblem(
      422,
      wantsField
        ? `body/requirement_field must name the counter: ${COUNTERS.join(', ')}.`
        : `body/requirement_field belongs to counter_threshold, and not to ${type}.`,
    );
  }
  if (type === 'xp_milestone' && scope === 'season') {
    throw new HttpProblem(422, 'body/requirement_scope must be "lifetime": XP is not counted by season.');
  }
}

const taken = (called: string) => new HttpProblem(409, `An achievement is called "${called}" already.`);

const named = (tx: Transaction, called: string) =>
  tx.achievementTemplate.findFirst({ where: { name: { equals: called, mode: 'insensitive' } } });
