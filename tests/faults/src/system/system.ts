import { join, resolve } from 'node:path';
import { type Bus, connectBus } from '@synapse/bus';
import type { BusUser } from '@synapse/contracts';
import {
  buildCommunity,
  type DiscordSimulator,
  freePort,
  roleUrl,
  startDiscordSimulator,
  type Tethered,
  temporaryFolder,
  tether,
  withClient,
} from '@synapse/testkit';
import { type Broker, startBroker } from './broker.js';
import { createClock, type SharedClock } from './clock.js';
import { type DatabaseServer, ROLE_PASSWORD } from './database-server.js';
import { type Link, openLink } from './link.js';
import { defineService, type ServiceProcess } from './service-process.js';

export const COMMUNITY = 'main';
/** Looked for wherever it does not belong. */
export const ERASURE_KEY = 'canary-e41b90-erasure-key-of-at-least-32-characters';
export const SESSION_SECRET = 'canary-7c20fd-signs-the-cookies-of-admins';
const ROOT = resolve(__dirname, '../../../..');

/** A service by the name of its folder, and what it needs of the world. */
export interface ServiceNeeds {
  name: string;
  /** The database role it logs in as. */
  role?: string;
  discord?: true;
  http?: true;
  /** It seals who was erased. */
  secrets?: true;
  /** It serves the admin API, and signs people in. */
  admits?: true;
  /** It sends commands: it is ended while others still answer them. */
  asks?: true;
}

/** Everything that a campaign breaks, and what the harness needs to look into it past the network. */
export interface System {
  readonly folder: string;
  readonly simulator: DiscordSimulator;
  readonly database: DatabaseServer;
  readonly databaseName: string;
  readonly broker: Broker;
  readonly clock: SharedClock;
  readonly services: ReadonlyMap<string, ServiceProcess>;
  service(name: string): ServiceProcess;
  /** Those that send commands. */
  askers: readonly ServiceProcess[];
  /** The network between a service and a server; `null` where it uses none. */
  link(service: string, server: 'nats' | 'postgres'): Link | null;
  links(server: 'nats' | 'postgres'): readonly Link[];
  /** Everything that services wrote. */
  output(): string[];
  /** Runs bootstrap to its end. */
  bootstrap(): Promise<void>;
  /** The page and the reads. */
  get<T>(path: string): Promise<T>;
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  withBus<T>(work: (bus: Bus) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export interface SystemOptions {
  seed: number;
  database: DatabaseServer;
  services: readonly ServiceNeeds[];
  members?: number;
}

/** A seed's servers, its Discord and its network; no service runs yet. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { seed, database } = options;
  const folder = temporaryFolder('synapse-faults-');
  const clock = createClock(folder.path);
  const broker = await startBroker(join(folder.path, 'nats'));
  const databaseName = await database.createDatabase();
  const simulator = await startDiscordSimulator({
    world: buildCommunity({ seed, members: options.members ?? 24 }),
    heartbeatIntervalMs: 2_000,
    now: clock.now,
  });
  const network = { nats: new Map<string, Link>(), postgres: new Map<string, Link>() };
  const services = new Map<string, ServiceProcess>();
  const [httpPort, adminPort] = [await freePort(), await freePort()];
  const written: string[] = [];
  const bootstrapRuns: Tethered[] = [];

  const environment = async ({ name, role, discord, http, secrets, admits }: ServiceNeeds) => {
    const nats = await openLink(broker.port);
    network.nats.set(name, nats);
    const postgres = role ? await openLink(database.port) : undefined;
    if (postgres) network.postgres.set(name, postgres);
    return {
      COMMUNITY,
      NATS_URL: at(broker.urlOf((name === 'bootstrap' ? 'admin' : name) as BusUser), nats.port),
      ALLOW_UNSAFE_DURABILITY: '1',
      ...(secrets && { ERASURE_KEY }),
      ...(role && postgres && { DATABASE_URL: through(database.url(databaseName), role, postgres.port) }),
      ...(http && { HTTP_PORT: String(httpPort) }),
      ...(discord && {
        DISCORD_TOKEN: simulator.token,
        DISCORD_API_URL: simulator.apiUrl,
        SPOOL_DIR: join(folder.path, 'spool'),
      }),
      ...(admits && {
        ADMIN_PORT: String(adminPort),
        ADMIN_URL: `http://127.0.0.1:${adminPort}`,
        DISCORD_TOKEN: simulator.token,
        DISCORD_API_URL: simulator.apiUrl,
        DISCORD_CLIENT_ID: simulator.client.id,
        DISCORD_CLIENT_SECRET: simulator.client.secret,
        SESSION_SECRET,
      }),
    };
  };
  for (const needs of options.services) {
    services.set(
      needs.name,
      await defineService({
        name: needs.name,
        script: join(ROOT, `services/${needs.name}/dist/main.js`),
        env: await environment(needs),
        preload: [clock.preload(needs.name)],
      }),
    );
  }
  const bootstrapEnv = await environment({ name: 'bootstrap', role: 'synapse_admin' });

  const service = (name: string) => {
    const found = services.get(name);
    if (!found) throw new Error(`There is no service ${name} in this campaign.`);
    return found;
  };
  return {
    folder: folder.path,
    simulator,
    database,
    databaseName,
    broker,
    clock,
    services,
    service,
    askers: options.services.filter(({ asks }) => asks).map(({ name }) => service(name)),
    link: (name, server) => network[server].get(name) ?? null,
    links: (server) => [...network[server].values()],
    output: () => [...written, ...[...services.values()].flatMap(({ output }) => output)],
    async bootstrap() {
      const run = tether(process.execPath, [join(ROOT, 'services/admin/dist/bootstrap-main.js')], {
        env: { PATH: process.env.PATH, ...bootstrapEnv },
        onLine: (line) => written.push(line),
      });
      bootstrapRuns.push(run);
      const { code } = await run.exited;
      if (code !== 0) throw new Error(`bootstrap ended with ${code}:\n  ${run.lastLines().join('\n  ')}`);
    },
    async get<T>(path: string) {
      const answer = await fetch(`http://127.0.0.1:${httpPort}${path}`, {
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
      await Promise.all([...services.values(), ...bootstrapRuns].map((each) => each.stop()));
      await simulator.stop();
      for (const link of [...network.nats.values(), ...network.postgres.values()]) await link.close();
      await broker.stop();
      await database.dropDatabase(databaseName);
      folder.remove();
    },
  };
}

function through(url: string, role: string, port: number): string {
  return at(roleUrl(url, role, ROLE_PASSWORD), port);
}

/** The same address on another port. */
function at(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
