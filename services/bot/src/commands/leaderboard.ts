import { BOARDS, type BoardName } from '@synapse/contracts';
import {
  ActionRowBuilder,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  EmbedBuilder,
  SlashCommandBuilder,
} from 'discord.js';
import type { Bot } from '../bot.js';
import { Refused } from '../interactions/refused.js';
import type { Reply } from '../interactions/reply.js';
import type { BotButton, BotCommand } from './command.js';
import { ACCENT, figure, plain } from './words.js';

const PAGE = 10;
/** The places of every board are numbers of 32 bits. */
const LAST_PAGE = 200_000_000;

const TITLES: Record<BoardName, string> = {
  xp: 'All time',
  stars: 'Stars of the season',
  gold: 'Gold',
  level: 'Levels',
  weekly: 'This week',
  monthly: 'This month',
};
const UNITS: Record<BoardName, string> = {
  xp: 'XP',
  stars: 'stars',
  gold: 'gold',
  level: '',
  weekly: 'XP',
  monthly: 'XP',
};

/** Who leads, page by page. */
export const leaderboard: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('leaderboard')
    .setDescription('Who leads')
    .addStringOption((option) =>
      option
        .setName('board')
        .setDescription('By what; XP of all time unless given')
        .addChoices(...BOARDS.map((value) => ({ name: TITLES[value], value }))),
    )
    .addIntegerOption((option) =>
      option.setName('page').setDescription('Which page').setMinValue(1).setMaxValue(LAST_PAGE),
    )
    .toJSON(),
  isPrivate: false,
  run: (bot, asked) =>
    page(
      bot,
      (asked.options.getString('board') ?? 'xp') as BoardName,
      asked.options.getInteger('page') ?? 1,
      asked.user.id,
    ),
};

/** `board:<board>:<page>`, or `board:<board>:me` for the page that the presser is on. */
export const showBoard: BotButton = async (bot: Bot, asked: ButtonInteraction, [board = '', which = '']) => {
  const name = BOARDS.find((each) => each === board) ?? 'xp';
  const number = which === 'me' ? await pageOf(bot, name, asked.user.id) : Number(which);
  return page(bot, name, Math.min(LAST_PAGE, Math.max(1, number || 1)), asked.user.id);
};

async function pageOf(bot: Bot, board: BoardName, id: string): Promise<number> {
  const { ranks } = await bot.ask('getMember', { id });
  const rank = ranks[board];
  if (!rank) throw new Refused('You are not on this board yet.');
  return Math.ceil(rank / PAGE);
}

async function page(bot: Bot, board: BoardName, number: number, asker: string): Promise<Reply> {
  const { members, total } = await bot.ask('getLeaderboard', {
    board,
    limit: PAGE,
    from: (number - 1) * PAGE + 1,
  });
  const pages = Math.max(1, Math.ceil(total / PAGE));
  if (number > pages) return page(bot, board, pages, asker);
  const lines = members.map(({ rank, id, name, value, level }) => {
    const unit = board === 'level' ? `level ${figure(value)}` : `${figure(value)} ${UNITS[board]}`;
    const extra = board !== 'level' && level ? ` · level ${level}` : '';
    return `${medal(rank)} ${id === asker ? `**${plain(name)}**` : plain(name)} — ${unit}${extra}`;
  });
  const embed = new EmbedBuilder()
    .setColor(ACCENT)
    .setTitle(TITLES[board])
    .setDescription(lines.join('\n') || 'Nobody is on this board yet.')
    .setFooter({ text: `Page ${figure(number)} of ${figure(pages)} · ${figure(total)} members` });
  return { embeds: [embed], components: [buttons(board, number, pages)] };
}

const MEDALS = ['🥇', '🥈', '🥉'];
const medal = (rank: number) => MEDALS[rank - 1] ?? `\`${String(rank).padStart(3)}\``;

function buttons(board: BoardName, number: number, pages: number): ActionRowBuilder<ButtonBuilder> {
  const button = (label: string, which: string, isOff = false) =>
    new ButtonBuilder()
      .setCustomId(`board:${board}:${which}`)
      .setLabel(label)
      .setStyle(ButtonStyle.Secondary)
      .setDisabled(isOff);
  return new ActionRowBuilder<ButtonBuilder>().addComponents(
    button('‹ Back', String(number - 1), number <= 1),
    button('Next ›', String(number + 1), number >= pages),
    button('My place', 'me'),
  );
}
