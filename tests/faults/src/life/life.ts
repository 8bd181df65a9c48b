import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, connectBus, publishFrame } from '@synapse/bus';
import { commandSubject, encodeCommand } from '@synapse/contracts';
import { type Random, runScenario, seededRandom } from '@synapse/testkit';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';
import { CANARY } from './canary.js';
import { randomCommand } from './commands.js';
import type { Presence } from './presence.js';

/** What goes on in the community while it is being broken. */
export interface Life {
  /** A connection past the network, for what the harness puts into the log itself. */
  readonly bus: Bus;
  /** Whether no commands are sent for the time being. */
  isHushed: boolean;
  /** @throws what somebody found wrong meanwhile */
  stop(): Promise<void>;
}

/** @param rate actions a second */
export async function startLife(
  system: System,
  presences: readonly Presence[],
  seed: number,
  rate: number,
): Promise<Life> {
  const over = new AbortController();
  const { signal } = over;
  const bus = await connectBus({ url: system.broker.url, name: 'faults-life' });
  const life: Life = { bus, isHushed: false, stop };
  const goingOn = Promise.all([
    runScenario({ world: system.simulator.world, act: withCanary(system) }, { seed, rate, signal }),
    giveOrders(system, bus, seededRandom(seed + 77), { signal, isHushed: () => life.isHushed }),
    ...presences.map(({ live }, at) => live(signal, seededRandom(seed * 100 + at))),
  ]);
  goingOn.catch(() => {});
  async function stop() {
    over.abort();
    await goingOn.finally(bus.close);
  }
  return life;
}

function withCanary({ simulator: { act } }: System): System['simulator']['act'] {
  return {
    ...act,
    message: (message) => act.message({ ...message, content: `${message.content} ${CANARY}` }),
    openThread: (thread) => act.openThread({ ...thread, name: `${thread.name} ${CANARY}` }),
  };
}

/** Commands of admins and members, some of them sent twice; whether one arrived is for the log to say. */
async function giveOrders(
  system: System,
  bus: Bus,
  random: Random,
  { signal, isHushed }: { signal: AbortSignal; isHushed: () => boolean },
): Promise<void> {
  while (!signal.aborted) {
    await sleep(random.int(100, 500), undefined, { signal }).catch(() => {});
    if (isHushed()) continue;
    const command = randomCommand(system, random);
    for (const copy of random.chance(0.2) ? [1, 2] : [1]) {
      await publishFrame(bus, {
        subject: commandSubject(COMMUNITY, command.issuer),
        id: `${command.issuer}:${command.id}:${copy}`,
        body: encodeCommand(command),
      }).catch(() => {});
    }
  }
}
