import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus } from '@synapse/bus';
import { eventually } from '@synapse/testkit';
import { announcementsAreOwed } from '../judge/announcement-invariants.js';
import { framesOnStream } from '../judge/told-rewards.js';
import type { System } from '../system/system.js';
import type { Case } from './case.js';

/** Its publisher stops before it publishes anything more; whoever had read everything goes on without a word. */
export const wipedRewards: Case = {
  name: 'the reward frames are wiped while everybody reads',
  async tell({ system }) {
    const engine = system.service('reward-engine');
    await sleep(4_000);
    // Nothing may be published between the copy for the judge and the end of the stream.
    engine.signal('SIGSTOP');
    await sleep(1_000);
    system.framesBefore.push(...(await framesOnStream(system)));
    await system.withBus(({ jsm }) => jsm.streams.delete('REWARDS'));
    engine.signal('SIGCONT');
    await accepted(system, 'reward-engine');
    await sleep(3_000);
    await followed(system);
    return `${system.framesBefore.length} of them; the engine went on after it was accepted`;
  },
};

/** The bot was away when the frames came that are gone now: it says which, and announces nothing more until that is accepted. */
export const restoredRewards: Case = {
  name: 'the reward frames are restored to earlier, and some were read by nobody',
  excused: [announcementsAreOwed],
  async tell({ system }) {
    const { broker, service } = system;
    const [bot, engine] = [service('bot'), service('reward-engine')];
    const store = join(system.folder, 'nats/jetstream/jetstream/SYNAPSE/streams/REWARDS');
    const copy = join(system.folder, 'rewards-copy');
    const whileStopped = async (work: () => void) => {
      await broker.stop();
      work();
      await broker.start();
    };
    await sleep(3_000);
    await whileStopped(() => cpSync(store, copy, { recursive: true }));
    await sleep(2_000);
    await bot.stop();
    await sleep(4_000);
    await engine.stop();
    system.framesBefore.push(...(await framesOnStream(system)));
    await whileStopped(() => {
      rmSync(store, { recursive: true });
      cpSync(copy, store, { recursive: true });
    });
    engine.start();
    await accepted(system, 'reward-engine');
    bot.start();
    await accepted(system, 'bot');
    await followed(system);
    return 'engine and bot each named the command that accepts it, and went on after it';
  },
};

/**
 * Waits until a service names the command that accepts the loss, runs it, and starts the service again. Subscribers whose place
 * went with the stream have another one by then: they are given what comes from then on.
 */
async function accepted(system: System, name: string): Promise<void> {
  const service = system.service(name);
  await eventually(
    `${name} to name the command that accepts lost frames`,
    () => service.output.some((line) => line.includes(`${name}/dist/accept-rewards-main.js`)),
    40_000,
  );
  await system.service('webhooks').untilReady(30_000);
  await service.stop();
  const { code, lines } = await system.command(name, 'accept-rewards-main');
  if (code !== 0)
    throw new Error(`accept-rewards of ${name} ended with ${code}: ${lines.slice(-3).join(' | ')}`);
  service.start();
}

/** Waits until the boards, and the copy that other teams read, are at the end of what the engine has told. */
async function followed(system: System): Promise<void> {
  await eventually(
    'the boards to be those of the tables',
    async () => {
      const [top] = await system.rows<{ xp: string }>('select max(xp)::text as xp from users');
      const board = await system.get<{ members: { xp: number }[] }>('/v1/leaderboards/xp').catch(() => null);
      return String(board?.members[0]?.xp) === top?.xp;
    },
    30_000,
  );
  const theirs = await connectBus({ url: system.broker.urlOf('subscriber'), name: 'faults' });
  const ends = async () => {
    const copy = await theirs.jsm.streams.info('REWARDS');
    const { state } = await system.withBus(({ jsm }) => jsm.streams.info('REWARDS'));
    return copy.state.last_seq === state.last_seq;
  };
  await eventually('the copy to be that of the stream', ends, 30_000).finally(theirs.close);
}
