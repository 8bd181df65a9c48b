import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../random.js';
import type { DiscordSimulator } from '../simulator.js';
import type { World } from '../world/world.js';
import { type GuildLife, guildLife } from './guild-life.js';
import { changeRoom, comeOrGo, joinGuild, leaveGuild, setMicrophone } from './presence.js';
import { perform, type ScenarioAction } from './scenario-action.js';
import { openThread, reactTogether, saidByMachine, say, unreact } from './talk.js';

/** What goes on in a guild, and how often: out of a hundred. */
const HAPPENINGS: [weight: number, happen: (life: GuildLife, random: Random) => ScenarioAction[]][] = [
  [60, say],
  [14, reactTogether],
  [3, unreact],
  [1.5, openThread],
  [3, saidByMachine],
  [9, comeOrGo],
  [3, changeRoom],
  [5, setMicrophone],
  [0.8, joinGuild],
  [0.7, leaveGuild],
];

/** The first `count` actions of a seeded life in this world; the same seed and world give the same list. */
export function scenarioActions(world: World, seed: number, count: number): ScenarioAction[] {
  const actions: ScenarioAction[] = [];
  for (const action of endlessLife(world, seed)) {
    if (actions.push(action) === count) break;
  }
  return actions;
}

/**
 * Lets a seeded life go on at about `rate` actions a second until the signal aborts. It takes the world as it finds it:
 * while it runs, nothing else should delete channels or members.
 */
export async function runScenario(
  simulator: Pick<DiscordSimulator, 'act' | 'world'>,
  { seed, rate, signal }: { seed: number; rate: number; signal: AbortSignal },
): Promise<void> {
  if (!(rate > 0)) throw new Error(`The rate of a scenario is in actions a second and above 0, not ${rate}.`);
  const pace = seededRandom(seed + 1);
  const made = new Map<string, string>();
  let due = performance.now();
  for (const action of endlessLife(simulator.world, seed)) {
    // Gaps of this kind make a stream of independent events: sometimes two at once, sometimes a pause.
    due += (-Math.log(1 - pace.next()) * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    perform(simulator, [action], made);
  }
}

function* endlessLife(world: World, seed: number): Generator<ScenarioAction> {
  const random = seededRandom(seed);
  const lives = world.guilds.map((guild) => guildLife(guild, random));
  for (;;) yield* pickHappening(random)(random.pick(lives), random);
}

function pickHappening(random: Random) {
  let left = random.next() * HAPPENINGS.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, happen] of HAPPENINGS) {
    left -= weight;
    if (left < 0) return happen;
  }
  return say;
}
