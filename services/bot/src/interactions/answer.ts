import { SpanKind } from '@opentelemetry/api';
import { inSpan } from '@synapse/bus';
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

/** How old an interaction may get without an answer: Discord wants one within three seconds, both ways included. */
const DEFER_AFTER_MS = 1_000;

export interface Answering {
  /** The command's name, for the figures. */
  name: string;
  /** Only who asked sees the answer. */
  isPrivate: boolean;
  /** Discord is told to wait at once. */
  isSlow?: boolean | undefined;
  work: () => Promise<Reply>;
}

/**
 * Answers an interaction with what the work brings, or with why it cannot be. When the work takes longer than Discord waits,
 * it is told to wait first; before anything else where that time has passed already.
 */
export const answer = (
  bot: Pick<Bot, 'log' | 'metrics'>,
  asked: ChatInputCommandInteraction | ButtonInteraction,
  answering: Answering,
): Promise<void> =>
  inSpan(`answer /${answering.name}`, undefined, () => answerInSpan(bot, asked, answering), SpanKind.SERVER);

async function answerInSpan(
  bot: Pick<Bot, 'log' | 'metrics'>,
  asked: ChatInputCommandInteraction | ButtonInteraction,
  { name, isPrivate, isSlow, work }: Answering,
): Promise<void> {
  const began = performance.now();
  const answered = (how: string) => bot.metrics.answered(name, how, (performance.now() - began) / 1000);
  let deferred: Promise<unknown> | undefined;
  const deferNow = () => {
    deferred = defer(asked, isPrivate).then(
      () => answered('deferred'),
      (error: unknown) => failed(bot, name, error),
    );
  };
  const left = isSlow ? 0 : timeLeft(asked);
  if (left === 0) deferNow();
  const timer = left > 0 ? setTimeout(deferNow, left) : undefined;
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
    for (const message of reply.more ?? []) await asked.followUp({ ...message, ...seenBy(isPrivate) });
  } catch (error) {
    failed(bot, name, error);
  }
}

/** Milliseconds until Discord must be told to wait. The clocks of both may differ: none is more than the whole time. */
const timeLeft = ({ createdTimestamp }: Pick<ChatInputCommandInteraction, 'createdTimestamp'>): number =>
  Math.max(0, DEFER_AFTER_MS - Math.max(0, Date.now() - createdTimestamp));

const seenBy = (isPrivate: boolean) => (isPrivate ? ({ flags: MessageFlags.Ephemeral } as const) : {});

const defer = (asked: ChatInputCommandInteraction | ButtonInteraction, isPrivate: boolean) =>
  asked.isButton() ? asked.deferUpdate() : asked.deferReply(seenBy(isPrivate));

/** An attempt whose answer was lost may have arrived: what Discord has then is made to say the same. */
async function give(
  asked: ChatInputCommandInteraction | ButtonInteraction,
  reply: Reply,
  isPrivate: boolean,
): Promise<void> {
  try {
    if (asked.isButton()) await asked.update({ ...BLANK, ...reply });
    else await asked.reply({ ...reply, ...seenBy(isPrivate) });
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
