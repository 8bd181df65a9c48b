import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import type { Scene } from '../nemesis/fault.js';
import type { Case } from './case.js';

const DAY_MS = 86_400_000;

/** A session can be begun a few times a day only, and only so often in a row: whoever is refused waits, and says so. */
export const identifyLimits: Case = {
  name: 'the limits of identifying',
  async prepare() {
    return {
      options: { discord: { sessionStarts: 3, maxConcurrency: 1, identifyWindowMs: 2_000 } },
      end: async () => {},
    };
  },
  async tell(scene) {
    const { simulator, clock } = scene.system;
    await loseSession(scene);
    await loseSession(scene);
    const before = simulator.stats.identifies;
    scene.claims.sessionsEnded(clock.now());
    simulator.invalidateSessions(false);
    await sleep(6_000);
    if (simulator.stats.identifies > before) throw new Error('It identified a fourth time.');
    clock.pass(DAY_MS);
    scene.system.service('ingest-gateway').kill();
    scene.system.service('ingest-gateway').start();
    await eventually('a session on the next day', () => simulator.stats.identifies > before, 30_000);
    await simulator.connected();
    return `${simulator.stats.identifies} identifies, the last one a day later`;
  },
};

async function loseSession({ system: { simulator, clock }, claims }: Scene): Promise<void> {
  const before = simulator.stats.identifies;
  await simulator.connected();
  claims.sessionsEnded(clock.now());
  simulator.invalidateSessions(false);
  await eventually('a new session', () => simulator.stats.identifies > before, 30_000);
  await simulator.connected();
  await sleep(1_000);
}
