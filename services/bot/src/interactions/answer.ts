import { errorSummary } from '@synapse/runtime';
import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  MessageFlags,
  RESTJSONErrorCodes,
} from 'discord.js';
import { Unanswered } from '../ask/ask.js';
import type { Bot } from '../bot.js';
import { Refused } from './refused.js';
import type { Reply } from './reply.js';

/** Discord wants its first answer within three seconds, the way there and back included. */
export const DEFER_AFTER_MS = 1_200;

export interface Answering {
  /** The command's name, for the figures. */
  name: string;
  /** Only who asked sees the answer. */
  isPrivate: boolean;
  work: () => Promise<Reply>;
  deferAfterMs?: number;
}

/**
 * Answers an interaction with what the work brings, or with why it cannot be. When the work takes longer than Discord waits,
 * it is told to wait first.
 */
export async function answer(
  bot: Pick<Bot, 'log' | 'metrics'>,
  asked: ChatInputCommandInteraction | ButtonInteraction,
  { name, isPrivate, work, deferAfterMs = DEFER_AFTER_MS }: Answering,
): Promise<void> {
  const began = performance.now();
  const answered = (how: string) => bot.metrics.answered(name, how, (performance.now() - began) / 1000);
  let deferred: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    deferred = defer(asked, isPrivate).then(
      () => answered('deferred'),
      (error: unknown) => failed(bot, name, error),
    );
  }, deferAfterMs);
  const { reply, isProblem } = await outcomeOf(bot, name, work);
  clearTimeout(timer);
  try {
    if (deferred !== undefined) {
      await deferred;
      await edit(asked, reply);
    } else {
      await give(asked, reply, isPrivate || isProblem);
      answered(isProblem ? 'problem' : 'answered');
    }
  } catch (error) {
    failed(bot, name, error);
  }
}

const defer = (asked: ChatInputCommandInteraction | ButtonInteraction, isPrivate: boolean) =>
  asked.isButton()
    ? asked.deferUpdate()
    : asked.deferReply(isPrivate ? { flags: MessageFlags.Ephemeral } : {});

/** An attempt whose answer was lost may have arrived: what Discord has then is made to say the same. */
async function give(
  asked: ChatInputCommandInteraction | ButtonInteraction,
  reply: Reply,
  isPrivate: boolean,
): Promise<void> {
  try {
    if (asked.isButton()) await asked.update({ ...BLANK, ...reply });
    else await asked.reply({ ...reply, ...(isPrivate && { flags: MessageFlags.Ephemeral }) });
  } catch (error) {
    if (!isAcknowledged(error)) throw error;
    await edit(asked, reply);
  }
}

const edit = (asked: ChatInputCommandInteraction | ButtonInteraction, reply: Reply) =>
  asked.webhook.editMessage('@original', { ...BLANK, ...reply });

/** What an edit does not name would stay. */
const BLANK = { content: '', embeds: [], components: [], files: [] };

const isAcknowledged = (error: unknown) =>
  error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;

async function outcomeOf(
  bot: Pick<Bot, 'log'>,
  name: string,
  work: () => Promise<Reply>,
): Promise<{ reply: Reply; isProblem: boolean }> {
  try {
    return { reply: await work(), isProblem: false };
  } catch (error) {
    return { reply: { content: inWords(bot, name, error) }, isProblem: true };
  }
}

function inWords({ log }: Pick<Bot, 'log'>, name: string, error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof Error && error.name === 'ReadRefused') return error.message;
  log.warn({ err: error }, `/${name} could not be answered: ${errorSummary(error)}`);
  if (error instanceof Unanswered) return 'That cannot be answered right now. Please try again in a minute.';
  return 'Something went wrong on our side. Please tell an admin.';
}

function failed({ log, metrics }: Pick<Bot, 'log' | 'metrics'>, name: string, error: unknown): void {
  metrics.answered(name, 'lost', 0);
  log.warn({ err: error }, `the answer to /${name} did not reach Discord: ${errorSummary(error)}`);
}
