import { SlashCommandBuilder } from 'discord.js';
import { sendFor } from '../ask/send-command.js';
import type { BotCommand } from './command.js';
import { PENDING, plain, resultOf } from './words.js';

/** Names the caller’s GitHub account. */
export const linkGithub: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('link-github')
    .setDescription('Name your GitHub account; without a name it is removed')
    .addStringOption((option) =>
      option.setName('username').setDescription('Your name on GitHub').setMinLength(1).setMaxLength(39),
    )
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const username = asked.options.getString('username');
    const result = resultOf(await sendFor(bot, asked, 'link_github', { username }));
    if (!result) return { content: PENDING };
    return {
      content: username
        ? `Your GitHub account is **${plain(username)}**.`
        : 'No GitHub account is named any more.',
    };
  },
};
