import { EmbedBuilder, SlashCommandBuilder } from 'discord.js';
import { orNone } from '../ask/ask.js';
import { Refused } from '../interactions/refused.js';
import type { BotCommand } from './command.js';
import { ACCENT, delta, moment, plain } from './words.js';

const SHOWN = 10;

/** What the caller earned last, and why. */
export const journal: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('journal')
    .setDescription('What you earned last, and why')
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const page = await orNone(bot.ask('getStatement', { id: asked.user.id, limit: SHOWN }));
    if (!page || page.entries.length === 0) throw new Refused('You have earned nothing yet.');
    const lines = page.entries.map(({ at, xp, stars, gold, why }) => {
      const amounts = [`${delta(xp)} XP`, stars && `${delta(stars)} ★`, gold && `${delta(gold)} gold`];
      return `${moment(at)} **${amounts.filter(Boolean).join(' · ')}**\n${plain(why).slice(0, 300)}`;
    });
    return {
      embeds: [
        new EmbedBuilder()
          .setColor(ACCENT)
          .setTitle('Your journal')
          .setDescription(lines.join('\n').slice(0, 4000)),
      ],
    };
  },
};
