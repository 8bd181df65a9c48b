import type { Explanation } from '@synapse/contracts';
import { EmbedBuilder, SlashCommandBuilder } from 'discord.js';
import { orNone } from '../ask/ask.js';
import type { Bot } from '../bot.js';
import { Refused } from '../interactions/refused.js';
import type { BotCommand } from './command.js';
import { ACCENT, delta, moment } from './words.js';

const MESSAGE_LINK = /^(?:https:\/\/(?:\w+\.)?discord\.com\/channels\/\d+\/\d+\/)?(\d{17,20})$/;

/** Why somebody earned what they earned. */
export const why: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('why')
    .setDescription('Why you earned what you earned')
    .addStringOption((option) =>
      option
        .setName('message')
        .setDescription('The link of a message of yours; what you earned last unless given'),
    )
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const given = asked.options.getString('message')?.trim();
    const isLast = given === undefined || given === 'last';
    const found = isLast ? await last(bot, asked.user.id) : await ofMessage(bot, asked.user.id, given);
    return { embeds: [shown(found)] };
  },
};

async function last(bot: Bot, id: string): Promise<Explanation> {
  const page = await orNone(bot.ask('getJournal', { id, limit: 1 }));
  const [entry] = page?.entries ?? [];
  if (!entry) throw new Refused('You have earned nothing yet.');
  return bot.ask('explain', { entry: entry.id });
}

async function ofMessage(bot: Bot, id: string, given: string): Promise<Explanation> {
  const [, message] = MESSAGE_LINK.exec(given) ?? [];
  if (!message)
    throw new Refused('That is no link of a message. Its menu offers "Copy Message Link"; or say `last`.');
  const found = await orNone(bot.ask('explain', { entry: `msg:${message}` }));
  if (!found)
    throw new Refused('Nothing is known of this message: bots, system messages and old ones earn nothing.');
  if (found.member.id !== id)
    throw new Refused('That message is somebody else’s: ask about one of your own.');
  return found;
}

function shown({ at, why: words, xp, stars, gold, category }: Explanation): EmbedBuilder {
  return new EmbedBuilder()
    .setColor(ACCENT)
    .setTitle(`${delta(xp)} XP · ${delta(stars)} stars${gold ? ` · ${delta(gold)} gold` : ''}`)
    .setDescription(words.slice(0, 4000))
    .addFields(
      { name: 'When', value: moment(at, 'f'), inline: true },
      ...(category ? [{ name: 'Category', value: category, inline: true }] : []),
    );
}
