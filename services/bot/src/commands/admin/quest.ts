import { askChange } from '../../ask/ask-change.js';
import type { BotCommand } from '../command.js';
import { questNumber, suggestQuests } from '../quests.js';
import { figure, PENDING, plain } from '../words.js';
import { forAdmins } from './for-admins.js';

const LARGEST = 2_147_483_647;

/** Opens quests, and pays those who claimed them. */
export const quest: BotCommand = {
  definition: forAdmins('quest', 'Open a quest, or pay whoever claimed it')
    .addSubcommand((sub) =>
      sub
        .setName('open')
        .setDescription('Open a quest')
        .addStringOption((option) =>
          option.setName('title').setDescription('What is to be done').setRequired(true).setMaxLength(200),
        )
        .addStringOption((option) =>
          option.setName('description').setDescription('In more words').setRequired(true).setMaxLength(4000),
        )
        .addIntegerOption((option) =>
          option.setName('xp').setDescription('XP it pays').setMinValue(0).setMaxValue(LARGEST),
        )
        .addIntegerOption((option) =>
          option.setName('gold').setDescription('Gold it pays').setMinValue(0).setMaxValue(LARGEST),
        )
        .addStringOption((option) =>
          option.setName('issue').setDescription('Link of the issue on GitHub').setMaxLength(500),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('complete')
        .setDescription('Pay whoever claimed it')
        .addStringOption((option) =>
          option.setName('quest').setDescription('Which').setRequired(true).setAutocomplete(true),
        ),
    )
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const { options } = asked;
    if (options.getSubcommand() === 'complete') {
      const id = String(questNumber(options.getString('quest', true)));
      const done = await askChange(bot, asked, 'complete_quest', { id });
      if (!done) return { content: PENDING };
      return {
        content: `It is complete, and paid: ${figure(Number(done.xp))} XP, ${figure(Number(done.gold))} gold.`,
      };
    }
    const given = {
      xp_reward: options.getInteger('xp'),
      gold_reward: options.getInteger('gold'),
      github_issue_url: options.getString('issue'),
    };
    const title = options.getString('title', true);
    const done = await askChange(bot, asked, 'create_quest', {
      title,
      description: options.getString('description', true),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
    });
    return { content: done ? `**${plain(title)}** is open.` : PENDING };
  },
  suggest: (bot, { value }, withinMs) => suggestQuests(bot, value, withinMs, ['claimed']),
};
