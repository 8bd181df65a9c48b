import { issueCommand } from './issue-command.js';
import type { Seasons } from './seasons/close-seasons.js';

const DAY_MS = 86_400_000;

/** Facts may reach the log this much later than they happened: a gateway keeps them while the broker is away. */
const LATE_AFTER_DAYS = 14;

/**
 * Lets the engine forget the windows that no fact of the last days can ask for; one entry a UTC day, whoever sends it.
 * @returns whether the engine has passed today's
 */
export async function forgetDaily({ bus, community }: Seasons, now: Date): Promise<boolean> {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const before = new Date(midnight - LATE_AFTER_DAYS * DAY_MS);
  const answer = await issueCommand(bus, community, {
    id: `forget-before-${before.toISOString().slice(0, 10)}`,
    type: 'forget_before',
    body: { before: before.toISOString() },
    at: new Date(midnight),
  });
  return answer.status !== 'pending';
}
