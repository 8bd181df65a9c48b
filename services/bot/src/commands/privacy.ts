import { gunzipSync } from 'node:zlib';
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  SlashCommandBuilder,
} from 'discord.js';
import { orNone } from '../ask/ask.js';
import { sendFor } from '../ask/send-command.js';
import type { Bot } from '../bot.js';
import { Refused } from '../interactions/refused.js';
import type { Reply } from '../interactions/reply.js';
import type { BotButton, BotCommand } from './command.js';
import { PENDING, resultOf } from './words.js';

/** Reading what somebody did in years takes a while; Discord waits for fifteen minutes. */
const EXPORT_WITHIN_MS = 120_000;
/** What a bot may upload. Above it the document stays packed. */
const UPLOAD_BYTES = 8 * 1024 * 1024;

/** Everything stored about the caller: to have, or to be gone. */
export const privacy: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('privacy')
    .setDescription('Everything that is stored about you')
    .addSubcommand((sub) => sub.setName('export').setDescription('Get all of it as a file'))
    .addSubcommand((sub) => sub.setName('delete').setDescription('Delete all of it, for good'))
    .toJSON(),
  isPrivate: true,
  run: (bot, asked) =>
    asked.options.getSubcommand() === 'export'
      ? exported(bot, asked.user.id)
      : Promise.resolve(confirmation(asked.user.id)),
};

async function exported(bot: Bot, id: string): Promise<Reply> {
  const packed = await orNone(bot.ask('exportMember', { id }, EXPORT_WITHIN_MS));
  if (!packed) throw new Refused('Nothing is stored about you.');
  const bytes = Buffer.from(packed.document, 'base64');
  const whole = gunzipSync(bytes);
  const file =
    whole.length > UPLOAD_BYTES
      ? new AttachmentBuilder(bytes, { name: 'synapse.json.gz' })
      : new AttachmentBuilder(whole, { name: 'synapse.json' });
  return { content: 'This is everything that is stored about you.', files: [file] };
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
