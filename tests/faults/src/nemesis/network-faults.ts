import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '../system/environment.js';
import type { Link } from '../system/link.js';
import type { Fault } from './fault.js';

const WAYS: [name: string, worsen: (link: Link) => void][] = [
  ['cut', (link) => link.cut()],
  ['refused', (link) => link.refuse()],
  ['black hole', (link) => link.hold('requests', 'answers')],
  ['no answers', (link) => link.hold('answers')],
  ['no requests', (link) => link.hold('requests')],
  ['delayed', (link) => link.delay(120)],
  ['throttled', (link) => link.throttle(20_000)],
];

/** The network between one service and one server goes bad, one way or another. */
export const badLink = (service: string, server: Server): Fault => ({
  name: `network ${service} to ${server}`,
  on: `${service} ${server}`,
  weight: 2,
  async strike({ system, random }) {
    const [way, worsen] = random.pick(WAYS);
    const ms = random.int(200, 3_000);
    const link = system.link(service, server);
    if (link) worsen(link);
    await sleep(ms);
    link?.heal();
    return `${way} for ${ms} ms`;
  },
});

/** The network between everybody and one server goes bad. */
export const badNetwork = (server: Server): Fault => ({
  name: `network of ${server}`,
  on: server,
  weight: 2,
  async strike({ system, random }) {
    const [way, worsen] = random.pick(WAYS);
    const ms = random.int(200, 2_500);
    for (const link of system.links(server)) worsen(link);
    await sleep(ms);
    for (const link of system.links(server)) link.heal();
    return `${way} for ${ms} ms`;
  },
});
