import { askChange } from '../../ask/ask-change.js';
import { Refused } from '../../interactions/refused.js';
import type { BotCommand } from '../command.js';
import { delta, PENDING, plain } from '../words.js';
import { forAdmins } from './for-admins.js';

const LARGEST = 2_147_483_647;

/** Gives a member XP or gold, or takes it away. */
export const award: BotCommand = {
  definition: forAdmins('award', 'Give a member XP or gold, or take it away')
    .addUserOption((option) => option.setName('member').setDescription('Whom').setRequired(true))
    .addStringOption((option) =>
      option
        .setName('reason')
        .setDescription('Why, for the member to read')
        .setRequired(true)
        .setMaxLength(500),
    )
    .addIntegerOption((option) =>
      option.setName('xp').setDescription('How much XP').setMinValue(-LARGEST).setMaxValue(LARGEST),
    )
    .addIntegerOption((option) =>
      option.setName('gold').setDescription('How much gold').setMinValue(-LARGEST).setMaxValue(LARGEST),
    )
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const member = asked.options.getUser('member', true);
    const xp = asked.options.getInteger('xp') ?? 0;
    const gold = asked.options.getInteger('gold') ?? 0;
    if (xp === 0 && gold === 0) throw new Refused('Say how much XP or gold.');
    if (member.bot) throw new Refused('Bots earn nothing.');
    const reason = asked.options.getString('reason', true);
    const input = { member: member.id, reason, ...(xp !== 0 && { xp }), ...(gold !== 0 && { gold }) };
    const done = await askChange(bot, asked, 'award', input);
    if (!done) return { content: PENDING };
    const amounts = [xp && `${delta(xp)} XP`, gold && `${delta(gold)} gold`].filter(Boolean).join(', ');
    return { content: `${plain(member.displayName)}: ${amounts}.` };
  },
};
