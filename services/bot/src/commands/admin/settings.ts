import { isSettingKey, SETTINGS, type SettingKey, settingComplaint, settingValue } from '@synapse/contracts';
import { type ChatInputCommandInteraction, PermissionFlagsBits } from 'discord.js';
import { askChange } from '../../ask/ask-change.js';
import type { Bot } from '../../bot.js';
import { Refused } from '../../interactions/refused.js';
import type { Reply } from '../../interactions/reply.js';
import type { BotCommand } from '../command.js';
import { PENDING } from '../words.js';
import { forAdmins } from './for-admins.js';

/** Shows settings, and changes them. */
export const settings: BotCommand = {
  definition: forAdmins('settings', 'What counts how much, what is announced, and the rest')
    .addSubcommand((sub) =>
      sub
        .setName('get')
        .setDescription('What a setting is')
        .addStringOption((option) =>
          option.setName('key').setDescription('Which').setRequired(true).setAutocomplete(true),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('set')
        .setDescription('Change a setting')
        .addStringOption((option) =>
          option.setName('key').setDescription('Which').setRequired(true).setAutocomplete(true),
        )
        .addStringOption((option) =>
          option.setName('value').setDescription('Its value, such as 15, true or #channel').setRequired(true),
        )
        .addBooleanOption((option) =>
          option.setName('here').setDescription('For this guild alone, where the community has several'),
        ),
    )
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const key = asked.options.getString('key', true);
    if (!isSettingKey(key))
      throw new Refused('No setting has this key. Pick one from the list while you type.');
    return asked.options.getSubcommand() === 'get' ? get(bot, asked, key) : set(bot, asked, key);
  },
  suggest: async (_bot, { value }) =>
    Object.keys(SETTINGS)
      .filter((key) => key.includes(value.toLowerCase()))
      .map((key) => ({ name: key, value: key })),
};

async function get(bot: Bot, asked: ChatInputCommandInteraction, key: SettingKey): Promise<Reply> {
  mustAdminister(bot, asked);
  const { description, default: byDefault } = SETTINGS[key];
  const value = settingValue(bot.rules().settings, key, BigInt(asked.guildId ?? 0));
  return {
    content: `**${key}**: \`${JSON.stringify(value)}\`\n${description} The default is \`${JSON.stringify(byDefault)}\`.`,
  };
}

/** What changes is checked by `admin`; what is only shown comes from the log, and is checked here. */
function mustAdminister(bot: Bot, asked: ChatInputCommandInteraction): void {
  const role = settingValue(bot.rules().settings, 'admin_role_id', BigInt(asked.guildId ?? 0));
  const { roles } = asked.member as NonNullable<typeof asked.member>;
  const theirs = Array.isArray(roles) ? roles : [...roles.cache.keys()];
  if (asked.memberPermissions?.has(PermissionFlagsBits.ManageGuild) || (role && theirs.includes(role)))
    return;
  throw new Refused('Only an admin of the community may do this.');
}

async function set(bot: Bot, asked: ChatInputCommandInteraction, key: SettingKey): Promise<Reply> {
  const value = valueFor(key, asked.options.getString('value', true));
  const name = asked.options.getBoolean('here') ? `${key}:${asked.guildId}` : key;
  const done = await askChange(bot, asked, 'update_settings', { set: { [name]: value } });
  return { content: done ? `**${name}** is \`${JSON.stringify(value)}\` from now on.` : PENDING };
}

/** What was typed as a value: a mention as an id, JSON, or text as it is; whichever fits. @throws Refused */
export function valueFor(key: SettingKey, typed: string): unknown {
  const [, mentioned] = /^<(?:#|@&)(\d+)>$/.exec(typed) ?? [];
  const readings = [mentioned ?? typed, parsed(typed)].filter((reading) => reading !== undefined);
  const fitting = readings.find((reading) => settingComplaint(key, reading) === null);
  if (fitting !== undefined) return fitting;
  throw new Refused(settingComplaint(key, readings.at(-1)) ?? 'This value does not fit.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
