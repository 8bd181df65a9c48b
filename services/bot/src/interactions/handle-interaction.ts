import { errorSummary } from '@synapse/runtime';
import type { AutocompleteInteraction, Interaction } from 'discord.js';
import { LRUCache } from 'lru-cache';
import type { Bot } from '../bot.js';
import { BUTTONS, COMMANDS } from '../commands/commands.js';
import { answer } from './answer.js';

/** Discord sends an interaction again within minutes, or not at all. */
const REMEMBERED = 10_000;
/** Suggestions are of no use later. */
const SUGGEST_WITHIN_MS = 2_000;

/** Answers commands, buttons and what is being typed. What Discord sends twice is answered once. */
export function createInteractionHandler(bot: Bot): (interaction: Interaction) => Promise<void> {
  const seen = new LRUCache<string, true>({ max: REMEMBERED });
  return async (interaction) => {
    if (seen.has(interaction.id) || !interaction.inGuild()) return;
    seen.set(interaction.id, true);
    if (interaction.isAutocomplete()) return suggest(bot, interaction);
    if (interaction.isButton()) {
      const [prefix = '', ...parts] = interaction.customId.split(':');
      const button = BUTTONS.get(prefix);
      if (!button) return;
      return answer(bot, interaction, {
        name: prefix,
        isPrivate: true,
        work: () => button(bot, interaction, parts),
      });
    }
    if (!interaction.isChatInputCommand()) return;
    const command = COMMANDS.get(interaction.commandName);
    if (!command) return;
    return answer(bot, interaction, {
      name: interaction.commandName,
      isPrivate: command.isPrivate,
      isSlow: command.isSlow,
      work: () => command.run(bot, interaction),
    });
  };
}

async function suggest(bot: Bot, interaction: AutocompleteInteraction): Promise<void> {
  const command = COMMANDS.get(interaction.commandName);
  if (!command?.suggest) return;
  try {
    const typed = interaction.options.getFocused(true);
    const choices = await command.suggest(bot, typed, SUGGEST_WITHIN_MS).catch(() => []);
    await interaction.respond(
      choices.slice(0, 25).map((each) => ({ ...each, name: each.name.slice(0, 100) })),
    );
  } catch (error) {
    bot.log.debug({ err: error }, `a suggestion came too late: ${errorSummary(error)}`);
  }
}
