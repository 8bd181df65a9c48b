import { COUNTERS, RARITIES } from '@synapse/contracts';
import type { ChatInputCommandInteraction, SlashCommandBuilder } from 'discord.js';
import { askChange } from '../../ask/ask-change.js';
import type { Bot } from '../../bot.js';
import { Refused } from '../../interactions/refused.js';
import type { Choice, Reply } from '../../interactions/reply.js';
import type { BotCommand } from '../command.js';
import { PENDING, plain } from '../words.js';
import { forAdmins } from './for-admins.js';

const LARGEST = 2_147_483_647;
const REQUIREMENTS = ['counter_threshold', 'star_threshold', 'xp_milestone', 'custom'] as const;
const SCOPES = ['lifetime', 'season'] as const;

const words = (list: readonly string[]) => list.map((value) => ({ name: value.replaceAll('_', ' '), value }));

const ofMember = (builder: SlashCommandBuilder) =>
  builder
    .addUserOption((option) => option.setName('member').setDescription('Whose').setRequired(true))
    .addStringOption((option) =>
      option.setName('achievement').setDescription('Which').setRequired(true).setAutocomplete(true),
    )
    .toJSON();

/** Gives an achievement. */
export const grantAchievement: BotCommand = {
  definition: ofMember(forAdmins('grant-achievement', 'Give a member an achievement')),
  isPrivate: true,
  run: (bot, asked) => move(bot, asked, 'grant_achievement', 'has it now'),
  suggest: async (bot, { value }) => suggestions(bot, value),
};

/** Takes an achievement back. */
export const revokeAchievement: BotCommand = {
  definition: ofMember(forAdmins('revoke-achievement', 'Take an achievement back, and what it paid')),
  isPrivate: true,
  run: (bot, asked) => move(bot, asked, 'revoke_achievement', 'no longer has it'),
  suggest: async (bot, { value }) => suggestions(bot, value),
};

async function move(
  bot: Bot,
  asked: ChatInputCommandInteraction,
  change: string,
  said: string,
): Promise<Reply> {
  const member = asked.options.getUser('member', true);
  const achievement = asked.options.getString('achievement', true);
  if (!/^[1-9]\d{0,9}$/.test(achievement))
    throw new Refused('There is no such achievement. Pick one from the list while you type.');
  const done = await askChange(bot, asked, change, { member: member.id, achievement });
  return { content: done ? `${plain(member.displayName)} ${said}.` : PENDING };
}

function suggestions(bot: Pick<Bot, 'rules'>, typed: string): Choice[] {
  return bot
    .rules()
    .templates.filter(({ active, name }) => active && name.toLowerCase().includes(typed.toLowerCase()))
    .map(({ id, name }) => ({ name, value: String(id) }));
}

/** Defines an achievement. */
export const createAchievement: BotCommand = {
  definition: forAdmins('create-achievement', 'Define an achievement; who already qualifies gets it silently')
    .addStringOption((option) =>
      option.setName('name').setDescription('What it is called').setRequired(true).setMaxLength(200),
    )
    .addStringOption((option) =>
      option.setName('description').setDescription('What it is for').setRequired(true).setMaxLength(2000),
    )
    .addStringOption((option) =>
      option
        .setName('requirement')
        .setDescription('How it is earned; custom is given by admins alone')
        .setRequired(true)
        .addChoices(...words(REQUIREMENTS)),
    )
    .addIntegerOption((option) =>
      option.setName('value').setDescription('How much is needed').setMinValue(1).setMaxValue(LARGEST),
    )
    .addStringOption((option) =>
      option
        .setName('counter')
        .setDescription('With counter threshold: which')
        .addChoices(...words(COUNTERS)),
    )
    .addStringOption((option) =>
      option
        .setName('scope')
        .setDescription('Over all time, or over the season')
        .addChoices(...words(SCOPES)),
    )
    .addStringOption((option) =>
      option
        .setName('rarity')
        .setDescription('Common unless given')
        .addChoices(...words(RARITIES)),
    )
    .addIntegerOption((option) =>
      option.setName('xp').setDescription('XP it pays').setMinValue(0).setMaxValue(LARGEST),
    )
    .addIntegerOption((option) =>
      option.setName('gold').setDescription('Gold it pays').setMinValue(0).setMaxValue(LARGEST),
    )
    .addChannelOption((option) => option.setName('channel').setDescription('Where it is announced'))
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const { options } = asked;
    const name = options.getString('name', true);
    const given = {
      requirement_value: options.getInteger('value'),
      requirement_field: options.getString('counter'),
      xp_reward: options.getInteger('xp'),
      gold_reward: options.getInteger('gold'),
      announce_channel_id: options.getChannel('channel')?.id ?? null,
    };
    const done = await askChange(bot, asked, 'create_achievement', {
      name,
      description: options.getString('description', true),
      requirement_type: options.getString('requirement', true),
      requirement_scope: options.getString('scope') ?? 'lifetime',
      rarity: options.getString('rarity') ?? 'common',
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
    });
    return { content: done ? `**${plain(name)}** can be earned from now on.` : PENDING };
  },
};
