import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '../system/environment.js';
import type { Moment } from '../system/link-pair.js';
import type { Fault, Scene } from './fault.js';

/** kill -9 at any moment. */
export const killed = (service: string): Fault => ({
  name: `kill ${service}`,
  on: service,
  weight: 3,
  async strike(scene) {
    const downMs = scene.random.int(0, 1_500);
    scene.system.service(service).kill();
    await sleep(downMs);
    scene.system.service(service).start();
    return `down for ${downMs} ms`;
  },
});

/** A deploy: told to end, and started again. */
export const restarted = (service: string): Fault => ({
  name: `restart ${service}`,
  on: service,
  weight: 2,
  async strike({ system, random }) {
    const status = await system.service(service).stop();
    await sleep(random.int(0, 500));
    system.service(service).start();
    return `ended with ${status?.signal ?? status?.code}`;
  },
});

/** The process stands still for longer than its neighbours are patient, and goes on as if nothing had been. */
export const frozen = (service: string): Fault => ({
  name: `freeze ${service}`,
  on: service,
  weight: 1,
  async strike({ system, random }) {
    const ms = random.int(500, 3_000);
    system.service(service).signal('SIGSTOP');
    await sleep(ms);
    system.service(service).signal('SIGCONT');
    return `for ${ms} ms`;
  },
});

/** What a strike says that waited for a step in vain. */
export const NOT_REACHED = 'it did not come to it';

export interface Step {
  server: Server;
  /** What stands in the request that makes the step durable. */
  request: string;
  called: string;
}

/**
 * kill -9 between two durable steps. A step is a request on the wire: the process dies before it arrives, after it has taken
 * effect but before the process hears of it, or once it has heard.
 */
export const killedAt = (service: string, step: Step): Fault => ({
  name: `kill ${service} at ${step.called}`,
  on: service,
  weight: 3,
  async strike(scene) {
    const moment = scene.random.pick<Moment>(['before', 'after', 'answered']);
    const isStruck = await atStep(scene, service, step, moment, () => scene.system.service(service).kill());
    scene.system.service(service).start();
    return isStruck ? `${moment} it` : NOT_REACHED;
  },
});

/** The link breaks at such a step instead: the process lives on and does not know whether it took effect. */
export const cutAt = (service: string, step: Step): Fault => ({
  name: `cut ${service} at ${step.called}`,
  on: service,
  weight: 2,
  async strike(scene) {
    const { random, system } = scene;
    const moment = random.pick<Moment>(['before', 'after']);
    const link = system.link(service, step.server);
    const isStruck = await atStep(scene, service, step, moment, () => link?.refuse());
    await sleep(random.int(0, 1_000));
    link?.heal();
    return isStruck ? `${moment} it` : NOT_REACHED;
  },
});

const PATIENCE_MS = 2_000;

async function atStep(
  { system }: Scene,
  service: string,
  { server, request }: Step,
  moment: Moment,
  act: () => void,
): Promise<boolean> {
  const link = system.link(service, server);
  let isStruck = false;
  link?.trip({
    request,
    moment,
    act: () => {
      isStruck = true;
      act();
    },
  });
  const until = performance.now() + PATIENCE_MS;
  while (!isStruck && performance.now() < until) await sleep(20);
  if (!isStruck) link?.heal();
  return isStruck;
}

export const COMMIT: Step = { server: 'postgres', request: 'commit\0', called: 'a commit' };
export const publishOf = (subject: string, called: string): Step => ({
  server: 'nats',
  request: `PUB ${subject}`,
  called,
});
