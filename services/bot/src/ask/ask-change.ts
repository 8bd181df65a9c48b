import { askRequest } from '@synapse/bus';
import { CHANGE_REQUEST_VERSION, type ChangeAnswer, changeSubject, type Problem } from '@synapse/contracts';
import type { Interaction } from 'discord.js';
import type { Bot } from '../bot.js';
import { Refused } from '../interactions/refused.js';
import { Unanswered } from './ask.js';
import { commandId } from './send-command.js';

/** `admin` waits for the engine for up to five seconds. */
const DEADLINE_MS = 12_000;

/**
 * Asks `admin` for a change on behalf of whoever caused an interaction, under the interaction's id: it checks who they are,
 * makes the change once and audits it.
 * @returns its document, or `null` when it is not settled yet
 * @throws Refused with the reason; Unanswered
 */
export async function askChange(
  { bus, community }: Pick<Bot, 'bus' | 'community'>,
  asked: Interaction,
  change: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown> | null> {
  const request = { v: CHANGE_REQUEST_VERSION, actor: asked.user.id, key: commandId(asked), input };
  const subject = changeSubject(community, change);
  const { status, body } = await askRequest<ChangeAnswer>(bus, subject, request, DEADLINE_MS).catch(
    (error: unknown) => {
      throw new Unanswered(`admin did not answer ${change}.`, { cause: error });
    },
  );
  if (status === 202) return null;
  if (status >= 500) throw new Unanswered((body as Problem).detail);
  if (status >= 400) throw new Refused((body as Problem).detail);
  return body as Record<string, unknown>;
}
