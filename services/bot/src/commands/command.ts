import type {
  AutocompleteFocusedOption,
  ButtonInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Bot } from '../bot.js';
import type { Choice, Reply } from '../interactions/reply.js';

/** One slash command. */
export interface BotCommand {
  /** As Discord is told it. */
  definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** Only who asked sees the answer. */
  isPrivate: boolean;
  /** Discord is told to wait at once: what comes is large. */
  isSlow?: boolean;
  /** @throws Refused, Unanswered */
  run(bot: Bot, asked: ChatInputCommandInteraction): Promise<Reply>;
  /** What may come next in an option that is being typed. */
  suggest?(bot: Bot, typed: AutocompleteFocusedOption, withinMs: number): Promise<Choice[]>;
}

/** What a button does; `parts` is its id behind the prefix. The answer takes the place of the message it is on. */
export type BotButton = (bot: Bot, asked: ButtonInteraction, parts: readonly string[]) => Promise<Reply>;
