import { isTransient, sendCommand } from '@synapse/bus';
import {
  COMMAND_VERSION,
  type CommandAnswer,
  type CommandBody,
  type CommandJson,
  type CommandType,
} from '@synapse/contracts';
import { retryForever } from '@synapse/runtime';
import type { Interaction } from 'discord.js';
import type { Bot } from '../bot.js';
import { Unanswered } from './ask.js';

/** How long a member waits for the outcome before they are told that it will come. */
const DEADLINE_MS = 8_000;

/**
 * Sends a command of whoever caused an interaction, under the interaction's id: delivered again, it has one effect.
 * @throws Unanswered when it could not be put into the log
 */
export async function sendFor<T extends CommandType>(
  bot: Pick<Bot, 'bus' | 'community' | 'log'>,
  asked: Interaction,
  type: T,
  body: CommandBody<T>,
): Promise<CommandAnswer> {
  const command = {
    v: COMMAND_VERSION,
    id: commandId(asked),
    issuer: 'bot',
    actor: asked.user.id,
    at: asked.createdAt.toISOString(),
    ...(asked.guildId && { guild_id: asked.guildId }),
    type,
    ...body,
  } as unknown as CommandJson;
  const sending = { community: bot.community, command, deadlineMs: DEADLINE_MS };
  // Whether a failed attempt reached the log is not known: the same id makes the next one harmless.
  return retryForever(() => sendCommand(bot.bus, sending), {
    signal: AbortSignal.timeout(DEADLINE_MS),
    log: bot.log,
    what: `send ${type}`,
    isTransient,
  }).catch((error: unknown) => {
    throw new Unanswered('The command could not be sent.', { cause: error });
  });
}

/** What a request is called that an interaction leads to. */
export const commandId = (asked: Pick<Interaction, 'id'>): string => `i-${asked.id}`;
