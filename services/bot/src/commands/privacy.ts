import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  SlashCommandBuilder,
} from 'discord.js';
import { orNone } from '../ask/ask.js';
import { sendFor } from '../ask/send-command.js';
import type { Bot } from '../bot.js';
import { Refused } from '../interactions/refused.js';
import type { Reply } from '../interactions/reply.js';
import type { BotButton, BotCommand } from './command.js';
import { exportFiles, MOST_FILES } from './export-files.js';
import { PENDING, resultOf } from './words.js';

/** Reading what somebody did in years takes a while; Discord waits for fifteen minutes. */
const EXPORT_WITHIN_MS = 120_000;

/** Everything stored about the caller: to have, or to be gone. */
export const privacy: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('privacy')
    .setDescription('Everything that is stored about you')
    .addSubcommand((sub) => sub.setName('export').setDescription('Get all of it as a file'))
    .addSubcommand((sub) => sub.setName('delete').setDescription('Delete all of it, for good'))
    .toJSON(),
  isPrivate: true,
  isSlow: true,
  run: (bot, asked) =>
    asked.options.getSubcommand() === 'export'
      ? exported(bot, asked)
      : Promise.resolve(confirmation(asked.user.id)),
};

async function exported(bot: Bot, asked: ChatInputCommandInteraction): Promise<Reply> {
  const { attachmentSizeLimit: limit, user } = asked;
  const packed = await orNone(packedExport(bot, user.id, limit * MOST_FILES));
  if (!packed) throw new Refused('Nothing is stored about you.');
  const [first, ...more] = await exportFiles(packed, limit);
  const content = 'This is everything that is stored about you.';
  if (more.length === 0) return { content, files: first ? [first] : [] };
  return {
    content: `${content} It comes in ${more.length + 1} files, which belong together: \`cat synapse.json.gz.* | gunzip\`, or open the first with 7-Zip.`,
    files: first ? [first] : [],
    more: more.map((file) => ({ files: [file] })),
  };
}

/** @throws Refused when Discord would not take it */
async function packedExport(bot: Bot, id: string, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const { document } of bot.askForSeries('exportMember', { id }, EXPORT_WITHIN_MS)) {
    const part = Buffer.from(document, 'base64');
    size += part.length;
    if (size > mostBytes)
      throw new Refused(
        'There is more about you than Discord takes. An admin can hand it to you: ask them for your export.',
      );
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function confirmation(id: string): Reply {
  const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
    new ButtonBuilder().setCustomId(`erase:${id}`).setLabel('Delete everything').setStyle(ButtonStyle.Danger),
    new ButtonBuilder().setCustomId('keep').setLabel('Keep it').setStyle(ButtonStyle.Secondary),
  );
  return {
    content:
      '**This deletes everything that is stored about you, for good**: XP, level, gold, stars, achievements, history. Whatever you do afterwards starts at zero.',
    components: [row],
  };
}

/** `erase:<member>`: pressed by the member alone, since nobody else sees the button. */
export const eraseCaller: BotButton = async (bot, asked, [id]) => {
  if (id !== asked.user.id) throw new Refused('This button is not yours.');
  const result = resultOf(await sendFor(bot, asked, 'erase_member', {}));
  return { content: result ? 'Everything that was stored about you is gone.' : PENDING };
};

export const keepCaller: BotButton = async () => ({ content: 'Nothing was deleted.' });
