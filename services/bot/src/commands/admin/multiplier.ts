import { INTERACTION_TYPES } from '@synapse/contracts';
import { askChange } from '../../ask/ask-change.js';
import { Refused } from '../../interactions/refused.js';
import type { BotCommand } from '../command.js';
import { PENDING } from '../words.js';
import { forAdmins } from './for-admins.js';

const EARNING = INTERACTION_TYPES.filter(
  (type) => !/^(LEVEL_UP|ACHIEVEMENT_EARNED|MANUAL_AWARD|VOICE_(JOIN|LEAVE))$/.test(type),
);

/** Sets what a kind of activity is worth in a category. */
export const multiplier: BotCommand = {
  definition: forAdmins('multiplier', 'What a kind of activity is worth in a category')
    .addStringOption((option) =>
      option.setName('category').setDescription('Which').setRequired(true).setAutocomplete(true),
    )
    .addStringOption((option) =>
      option
        .setName('activity')
        .setDescription('Of what')
        .setRequired(true)
        .addChoices(...EARNING.map((value) => ({ name: value.toLowerCase().replaceAll('_', ' '), value }))),
    )
    .addNumberOption((option) =>
      option
        .setName('xp')
        .setDescription('Factor of the XP')
        .setRequired(true)
        .setMinValue(0)
        .setMaxValue(1000),
    )
    .addNumberOption((option) =>
      option
        .setName('stars')
        .setDescription('Factor of the stars; 1 unless given')
        .setMinValue(0)
        .setMaxValue(1000),
    )
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const { options } = asked;
    const id = options.getString('category', true);
    if (!/^[1-9]\d{0,9}$/.test(id))
      throw new Refused('There is no such category. Pick one from the list while you type.');
    const xp = options.getNumber('xp', true);
    const stars = options.getNumber('stars') ?? 1;
    const done = await askChange(bot, asked, 'set_multiplier', {
      id,
      interaction_type: options.getString('activity', true),
      xp_multiplier: xp,
      star_multiplier: stars,
    });
    return { content: done ? `From now on: XP × ${xp}, stars × ${stars}.` : PENDING };
  },
  suggest: async (bot, { value }) =>
    bot
      .rules()
      .categories.filter(({ active, name }) => active && name.toLowerCase().includes(value.toLowerCase()))
      .map(({ id, name }) => ({ name, value: String(id) })),
};
