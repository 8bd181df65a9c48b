import type { Preferences } from '@synapse/contracts';
import { SlashCommandBuilder } from 'discord.js';
import { sendFor } from '../ask/send-command.js';
import type { BotCommand } from './command.js';
import { PENDING, resultOf } from './words.js';

const NAMES = {
  level_ups: ['announce_level_up', 'Level-ups'],
  achievements: ['announce_achievements', 'Achievements'],
  awards: ['announce_awards', 'Awards'],
} as const satisfies Record<string, readonly [keyof Preferences, string]>;

/** What of the caller is announced. */
export const preferences: BotCommand = {
  definition: Object.entries(NAMES)
    .reduce((builder, [name, [, label]]) => {
      builder.addBooleanOption((option) =>
        option.setName(name).setDescription(`Announce your ${label.toLowerCase()}?`),
      );
      return builder;
    }, new SlashCommandBuilder()
      .setName('preferences')
      .setDescription('What of you is announced; without options it shows what you chose'))
    .toJSON(),
  isPrivate: true,
  async run(bot, asked) {
    const wanted: Partial<Preferences> = Object.fromEntries(
      Object.entries(NAMES).flatMap(([name, [key]]) => {
        const value = asked.options.getBoolean(name);
        return value === null ? [] : [[key, value]];
      }),
    );
    const before = await bot.ask('getPreferences', { id: asked.user.id });
    if (Object.keys(wanted).length === 0) return { content: inWords(before) };
    const result = resultOf(await sendFor(bot, asked, 'set_preference', wanted));
    return { content: result ? inWords({ ...before, ...wanted }) : PENDING };
  },
};

const inWords = (chosen: Preferences) =>
  Object.values(NAMES)
    .map(
      ([key, label]) =>
        `${chosen[key] ? '🔔' : '🔕'} ${label}: ${chosen[key] ? 'announced' : 'not announced'}`,
    )
    .join('\n');
