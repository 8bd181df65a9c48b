import { setTimeout as sleep } from 'node:timers/promises';
import { changeSettings } from '../life/settings.js';
import type { Fault } from './fault.js';

const MINUTE_MS = 60_000;

export const clockFaults: Fault[] = [
  {
    name: 'time passes',
    on: 'clock',
    weight: 4,
    async strike({ system: { clock }, random }) {
      const minutes = random.int(1, 3);
      clock.pass(minutes * MINUTE_MS);
      await sleep(300);
      return `${minutes} minutes`;
    },
  },
  {
    name: 'the gateway’s clock jumps',
    on: 'clock',
    weight: 1,
    async strike({ system: { clock }, random }) {
      const minutes = random.pick([-4, -1, 1, 3]);
      clock.setWrong('ingest-gateway', minutes * MINUTE_MS);
      await sleep(random.int(300, 2_000));
      clock.setWrong('ingest-gateway', 0);
      return `by ${minutes} minutes, and back`;
    },
  },
];

/** What an admin does to the rules, at any moment. */
export const ruleChange: Fault = {
  name: 'the rules change',
  on: 'rules',
  weight: 2,
  async strike({ system, random }) {
    try {
      const changed = await changeSettings(system, random, 0.3);
      await system.bootstrap();
      return changed.join(', ') || 'to what they were';
    } catch {
      return 'they could not be published just then';
    }
  },
};
