import { EmbedBuilder, SlashCommandBuilder } from 'discord.js';
import { orNone } from '../ask/ask.js';
import { Refused } from '../interactions/refused.js';
import type { BotCommand } from './command.js';
import { ACCENT, figure, moment, plain } from './words.js';

const SHOWN = 15;

/** What a member earned, the latest first, and how much there is to earn. */
export const achievements: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('achievements')
    .setDescription('What somebody has earned')
    .addUserOption((option) => option.setName('member').setDescription('Who; you unless given'))
    .toJSON(),
  isPrivate: false,
  async run(bot, asked) {
    const user = asked.options.getUser('member') ?? asked.user;
    const [found, all] = await Promise.all([
      orNone(bot.ask('listMemberAchievements', { id: user.id })),
      bot.ask('listAchievements', {}),
    ]);
    if (!found) throw new Refused('Nothing is known of this member yet.');
    const { earned } = found;
    const open = all.achievements.filter(({ active }) => active).length;
    const lines = earned
      .slice(0, SHOWN)
      .map(
        ({ name, description, rarity, at }) =>
          `**${plain(name)}** · ${rarity} · ${moment(at)}\n${plain(description)}`,
      );
    const more = earned.length > SHOWN ? [`…and ${figure(earned.length - SHOWN)} more`] : [];
    return {
      embeds: [
        new EmbedBuilder()
          .setColor(ACCENT)
          .setTitle(`Achievements of ${plain(user.displayName)}`)
          .setDescription([...lines, ...more].join('\n\n').slice(0, 4000) || 'None yet.')
          .setFooter({ text: `${figure(earned.length)} of ${figure(Math.max(open, earned.length))}` }),
      ],
    };
  },
};
