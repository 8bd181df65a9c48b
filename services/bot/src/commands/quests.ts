import type { Quests } from '@synapse/contracts';
import { type ChatInputCommandInteraction, EmbedBuilder, SlashCommandBuilder } from 'discord.js';
import { sendFor } from '../ask/send-command.js';
import type { Bot } from '../bot.js';
import { Refused } from '../interactions/refused.js';
import type { Choice, Reply } from '../interactions/reply.js';
import type { BotCommand } from './command.js';
import { ACCENT, figure, PENDING, plain, resultOf } from './words.js';

type Quest = Quests['quests'][number];

/** Quests: what there is, taking one, giving it back. */
export const quests: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('quests')
    .setDescription('Quests: what there is, taking one, giving it back')
    .addSubcommand((sub) => sub.setName('list').setDescription('What there is'))
    .addSubcommand((sub) =>
      sub
        .setName('claim')
        .setDescription('Take an open quest')
        .addStringOption((option) =>
          option.setName('quest').setDescription('Which').setRequired(true).setAutocomplete(true),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('release')
        .setDescription('Give a quest back')
        .addStringOption((option) =>
          option.setName('quest').setDescription('Which').setRequired(true).setAutocomplete(true),
        ),
    )
    .toJSON(),
  isPrivate: true,
  run: (bot, asked) =>
    asked.options.getSubcommand() === 'list' ? list(bot) : move(bot, asked, asked.options.getSubcommand()),
  suggest: (bot, { value }, withinMs) => suggestQuests(bot, value, withinMs, ['open', 'claimed']),
};

/** Quests whose title holds what was typed. */
export async function suggestQuests(
  bot: Pick<Bot, 'ask'>,
  typed: string,
  withinMs: number,
  states: readonly Quest['status'][],
): Promise<Choice[]> {
  const { quests: all } = await bot.ask('listQuests', { limit: 100 }, withinMs);
  return all
    .filter(
      ({ status, title }) => states.includes(status) && title.toLowerCase().includes(typed.toLowerCase()),
    )
    .map(({ id, title, status }) => ({ name: `${title} (${status})`, value: String(id) }));
}

/** The number of a quest from what was picked. @throws Refused for what was typed and not picked */
export function questNumber(given: string): number {
  if (/^[1-9]\d{0,9}$/.test(given) && Number(given) <= 2_147_483_647) return Number(given);
  throw new Refused('There is no such quest. Pick one from the list while you type.');
}

async function list(bot: Bot): Promise<Reply> {
  const { quests: all } = await bot.ask('listQuests', { limit: 20 });
  const open = all.filter(({ status }) => status !== 'complete');
  const lines = open.map(
    ({ title, description, xp_reward: xp, gold_reward: gold, status, claimed_by: by }) => {
      const taken = status === 'claimed' ? ` · taken by ${plain(by?.name ?? 'somebody')}` : '';
      return `**${plain(title)}** · ${figure(xp)} XP${gold ? `, ${figure(gold)} gold` : ''}${taken}\n${plain(description).slice(0, 300)}`;
    },
  );
  return {
    embeds: [
      new EmbedBuilder()
        .setColor(ACCENT)
        .setTitle('Quests')
        .setDescription(lines.join('\n\n').slice(0, 4000) || 'No quest is open right now.'),
    ],
  };
}

async function move(bot: Bot, asked: ChatInputCommandInteraction, sub: string): Promise<Reply> {
  const quest = questNumber(asked.options.getString('quest', true));
  const isClaim = sub === 'claim';
  const result = resultOf(await sendFor(bot, asked, isClaim ? 'claim_quest' : 'release_quest', { quest }));
  if (!result) return { content: PENDING };
  return { content: isClaim ? 'The quest is yours. Good luck!' : 'The quest is open again.' };
}
