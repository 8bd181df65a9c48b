import { join, resolve } from 'node:path';
import { type Bus, connectBus } from '@synapse/bus';
import type { RewardFrame } from '@synapse/contracts';
import {
  buildCommunity,
  type DiscordSimulator,
  type SimulatorOptions,
  startDiscordSimulator,
  type Tethered,
  temporaryFolder,
  tether,
  withClient,
} from '@synapse/testkit';
import { type Broker, startBroker } from './broker.js';
import { createClock, type SharedClock } from './clock.js';
import { startCollector } from './collector.js';
import type { DatabaseServer } from './database-server.js';
import { createNetwork, type Server, type ServiceNeeds } from './environment.js';
import type { Link } from './link.js';
import { type Receiver, startReceiver } from './receiver.js';
import { CLIENT_SECRET, DISCORD_TOKEN } from './secrets.js';
import { defineService, type ServiceProcess } from './service-process.js';

/** The working copy whose compiled services are run. */
export const ROOT = resolve(__dirname, '../../../..');

/** Everything that a campaign breaks, and what the harness needs to look into it past the network. */
export interface System {
  readonly folder: string;
  readonly simulator: DiscordSimulator;
  readonly receiver: Receiver;
  readonly database: DatabaseServer;
  readonly databaseName: string;
  readonly broker: Broker;
  readonly clock: SharedClock;
  readonly services: ReadonlyMap<string, ServiceProcess>;
  service(name: string): ServiceProcess;
  /** All but standbys. */
  regular: readonly ServiceProcess[];
  /** Those that send commands. */
  askers: readonly ServiceProcess[];
  /** The network between a service and a server; `null` where it uses none. */
  link(service: string, server: Server): Link | null;
  links(server: Server): readonly Link[];
  /** Reward frames of a stream that a case took away, for the judge. */
  readonly framesBefore: RewardFrame[];
  /** Everything that services and commands wrote. */
  output(): string[];
  /** What they exported of their traces. */
  traces(): readonly Buffer[];
  /** Runs bootstrap to its end. */
  bootstrap(): Promise<void>;
  /** Runs a command of a service to its end, as that service. @param script a compiled file, such as "verify-main" */
  command(
    service: string,
    script: string,
    variables?: Record<string, string>,
    args?: readonly string[],
  ): Promise<CommandRun>;
  /** Where a service serves HTTP. */
  httpUrl(service: string): string;
  /** The page and the reads. */
  get<T>(path: string): Promise<T>;
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  withBus<T>(work: (bus: Bus) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export interface CommandRun {
  code: number | null;
  lines: readonly string[];
}

export interface SystemOptions {
  seed: number;
  database: DatabaseServer;
  services: readonly ServiceNeeds[];
  members?: number;
  /** Where broker and spool keep their files, for a case that gives them a disk of their own. */
  folders?: { nats?: string; spool?: string };
  /** Whether the broker syncs before it acknowledges. */
  durable?: boolean;
  discord?: Partial<SimulatorOptions>;
}

/** A seed's servers, its Discord and its network; no service runs yet. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { seed, database, folders = {} } = options;
  const folder = temporaryFolder('synapse-faults-');
  const clock = createClock(folder.path);
  const broker = await startBroker(folders.nats ?? join(folder.path, 'nats'), options.durable);
  const databaseName = await database.createDatabase();
  const collector = await startCollector();
  const receiver = await startReceiver();
  const simulator = await startDiscordSimulator({
    world: buildCommunity({ seed, members: options.members ?? 24 }),
    heartbeatIntervalMs: 2_000,
    now: clock.now,
    token: DISCORD_TOKEN,
    clientSecret: CLIENT_SECRET,
    ...options.discord,
  });
  const spool = folders.spool ?? join(folder.path, 'spool');
  const world = { database, databaseName, broker, collector, receiver, simulator, spool };
  const network = createNetwork(world);
  const services = new Map<string, ServiceProcess>();
  const variablesOf = new Map<string, Record<string, string>>();
  const written: string[] = [];
  const runs: Tethered[] = [];

  for (const needs of options.services) {
    const env = await network.join(needs);
    variablesOf.set(needs.name, env);
    const definition = { folder: needs.of ?? needs.name, env, preload: [clock.preload(needs.name)] };
    services.set(needs.name, await defineService({ name: needs.name, root: ROOT, ...definition }));
  }
  variablesOf.set('bootstrap', await network.join({ name: 'bootstrap', of: 'admin', role: 'synapse_admin' }));

  const service = (name: string) => {
    const found = services.get(name);
    if (!found) throw new Error(`There is no service ${name} in this campaign.`);
    return found;
  };
  const run = async (
    name: string,
    script: string,
    variables: Record<string, string> = {},
    args: readonly string[] = [],
  ) => {
    const lines: string[] = [];
    const env = { PATH: process.env.PATH, ...variablesOf.get(name), ...variables };
    const child = tether(process.execPath, [join(ROOT, 'services', script), ...args], {
      env,
      onLine: (line) => lines.push(line),
    });
    runs.push(child);
    const { code } = await child.exited;
    written.push(...lines);
    return { code, lines };
  };
  return {
    folder: folder.path,
    simulator,
    receiver,
    database,
    databaseName,
    broker,
    clock,
    services,
    service,
    regular: options.services.filter(({ isStandby }) => !isStandby).map(({ name }) => service(name)),
    askers: options.services.filter(({ asks }) => asks).map(({ name }) => service(name)),
    framesBefore: [],
    link: network.link,
    links: network.links,
    output: () => [...written, ...[...services.values()].flatMap(({ output }) => output)],
    traces: () => collector.received,
    async bootstrap() {
      const { code, lines } = await run('bootstrap', 'admin/dist/bootstrap-main.js');
      if (code !== 0) throw new Error(`bootstrap ended with ${code}:\n  ${lines.slice(-20).join('\n  ')}`);
    },
    command: (name, script, variables, args) => run(name, `${name}/dist/${script}.js`, variables, args),
    httpUrl: (name) => `http://127.0.0.1:${network.portOf(name)}`,
    async get<T>(path: string) {
      const answer = await fetch(`http://127.0.0.1:${network.portOf('query')}${path}`, {
        signal: AbortSignal.timeout(2_000),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return (await answer.json()) as T;
    },
    rows: <T extends object>(sql: string, values: unknown[] = []) =>
      withClient(database.url(databaseName), async (client) => (await client.query<T>(sql, values)).rows),
    async withBus(work) {
      const bus = await connectBus({ url: broker.url, name: 'faults' });
      return work(bus).finally(bus.close);
    },
    async end() {
      await Promise.all([...services.values(), ...runs].map((each) => each.stop()));
      await simulator.stop();
      await network.close();
      await receiver.close();
      await collector.close();
      await broker.stop();
      await database.dropDatabase(databaseName);
      folder.remove();
    },
  };
}
