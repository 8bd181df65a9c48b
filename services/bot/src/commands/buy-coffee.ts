import { settingValue } from '@synapse/contracts';
import { SlashCommandBuilder } from 'discord.js';
import { sendFor } from '../ask/send-command.js';
import type { BotCommand } from './command.js';
import { figure, PENDING, resultOf } from './words.js';

/** Spends gold on a coffee. */
export const buyCoffee: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('buy-coffee')
    .setDescription('Spend some of your gold on a coffee')
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const result = resultOf(await sendFor(bot, asked, 'spend_gold', { item: 'coffee' }));
    if (!result) return { content: PENDING };
    const { settings } = bot.rules();
    const gold = settingValue(settings, 'currency_name_secondary');
    const { gold: spent, totals } = result as { gold: number; totals: { gold: number } };
    return { content: `☕ Enjoy! That was ${figure(-spent)} ${gold}; you have ${figure(totals.gold)} left.` };
  },
};
