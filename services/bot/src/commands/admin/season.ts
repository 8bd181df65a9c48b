import { askChange } from '../../ask/ask-change.js';
import { Refused } from '../../interactions/refused.js';
import type { BotCommand } from '../command.js';
import { moment, PENDING, plain } from '../words.js';
import { forAdmins } from './for-admins.js';

/** Opens and ends seasons. */
export const season: BotCommand = {
  definition: forAdmins('season', 'Open or end a season')
    .addSubcommand((sub) =>
      sub
        .setName('start')
        .setDescription('Open a season now; the active one ends')
        .addStringOption((option) =>
          option.setName('name').setDescription('What it is called').setRequired(true).setMaxLength(100),
        )
        .addIntegerOption((option) =>
          option
            .setName('days')
            .setDescription('How long; 120 unless given')
            .setMinValue(1)
            .setMaxValue(3650),
        ),
    )
    .addSubcommand((sub) => sub.setName('end').setDescription('End the active season now'))
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    if (asked.options.getSubcommand() === 'start') {
      const name = asked.options.getString('name', true);
      const days = asked.options.getInteger('days') ?? 120;
      const done = await askChange(bot, asked, 'roll_season', { name, days });
      if (!done) return { content: PENDING };
      return { content: `**${plain(name)}** has begun. It ends ${moment(String(done.ends_at), 'f')}.` };
    }
    const now = asked.createdTimestamp;
    const active = bot
      .rules()
      .seasons.find(({ active: isActive, ends_at: ends }) => isActive && Date.parse(ends) > now);
    if (!active) throw new Refused('No season is active.');
    const done = await askChange(bot, asked, 'end_season', { id: String(active.id) });
    return {
      content: done
        ? `**${plain(active.name)}** has ended. Its standings are final in some minutes.`
        : PENDING,
    };
  },
};
