import { type SettingValues, settingValue } from '@synapse/contracts';
import { issueCommand } from './issue-command.js';
import type { Seasons } from './seasons/close-seasons.js';

const DAY_MS = 86_400_000;

/**
 * Lets the engine forget what the anti-gaming rules remember of the time before the longest memory of any guild; one entry
 * a UTC day, whoever sends it. @returns whether the engine has passed today's
 */
export async function forgetDaily({ prisma, bus, community }: Seasons, now: Date): Promise<boolean> {
  const last = await prisma.ruleSet.findFirst({ where: { community }, orderBy: { version: 'desc' } });
  const settings = (last?.body as { settings?: SettingValues } | null)?.settings ?? {};
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const before = new Date(midnight - longestMemoryDays(settings) * DAY_MS);
  const answer = await issueCommand(bus, community, {
    id: `forget-before-${before.toISOString().slice(0, 10)}`,
    type: 'forget_before',
    body: { before: before.toISOString() },
    at: new Date(midnight),
  });
  return answer.status !== 'pending';
}

/** A day at least: the caps of a day look back that far. */
function longestMemoryDays(settings: SettingValues): number {
  const own = Object.entries(settings)
    .filter(([name]) => name.startsWith('reaction_memory_days:'))
    .map(([, days]) => Number(days));
  return Math.max(2, settingValue(settings, 'reaction_memory_days'), ...own);
}
