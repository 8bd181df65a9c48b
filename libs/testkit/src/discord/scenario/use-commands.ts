import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../random.js';
import type { DiscordSimulator } from '../simulator.js';

/** What members ask of the bot by themselves. */
const ASKED = ['profile', 'leaderboard', 'achievements', 'why', 'journal', 'quests list', 'buy-coffee'];

/** About how long members leave the bot alone. */
const PAUSE_MS = 12_000;

/** Lets members use the bot's commands now and then until the signal aborts. */
export async function useCommands(
  simulator: Pick<DiscordSimulator, 'world' | 'useCommand'>,
  { seed, signal }: { seed: number; signal: AbortSignal },
): Promise<void> {
  const random = seededRandom(seed + 2);
  while (!signal.aborted) {
    await sleep(random.int(PAUSE_MS / 2, PAUSE_MS * 1.5), undefined, { signal }).catch(() => {});
    // A bot that is away, or that has registered nothing yet, answers nobody.
    if (!signal.aborted) await use(simulator, random).catch(() => {});
  }
}

async function use(
  { world, useCommand }: Pick<DiscordSimulator, 'world' | 'useCommand'>,
  random: Random,
): Promise<void> {
  const { id: guildId, members, channels } = random.pick(world.guilds);
  const people = members.filter(({ user }) => !user.bot);
  const { id: channelId } = random.pick(channels.filter(({ type }) => type === 0));
  const { user } = random.pickSkewed(people);
  await useCommand({ guildId, channelId, userId: user.id, name: random.pick(ASKED) }).answer();
}
