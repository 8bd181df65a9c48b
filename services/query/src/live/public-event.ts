import { COMMAND_ISSUERS, type RewardEvent } from '@synapse/contracts';

const BY_COMMAND = new RegExp(`^(${COMMAND_ISSUERS.join('|')}):`);

/**
 * An event as anybody may see it, or `null` when it is nobody else's business. Ids of commands hold who asked, and why an
 * admin gave something is for the member.
 * @param place stands for an id that may not be shown
 */
export function publicEvent(event: RewardEvent, place: string): RewardEvent | null {
  if (event.kind === 'command_settled') return null;
  const shown = BY_COMMAND.test(event.cause) ? { ...event, id: place, cause: 'command' } : event;
  if (shown.kind !== 'granted' || !shown.award) return shown;
  return { ...shown, award: { ...shown.award, reason: '' } };
}
