import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  buildCommunity,
  createTestDatabase,
  type DiscordSimulator,
  eventually,
  freePort,
  type NatsServer,
  roleUrl,
  startDiscordSimulator,
  startNats,
  type TestDatabase,
  type Tethered,
  temporaryFolder,
  testErasureKey,
  tether,
  withClient,
} from '@synapse/testkit';

const ROOT = resolve(__dirname, '../..');
const SCRIPTS = {
  'ingest-gateway': 'services/ingest-gateway/dist/main.js',
  'lake-writer': 'services/lake-writer/dist/main.js',
  'reward-engine': 'services/reward-engine/dist/main.js',
  query: 'services/query/dist/main.js',
  admin: 'services/admin/dist/main.js',
  bot: 'services/bot/dist/main.js',
  bootstrap: 'services/admin/dist/bootstrap-main.js',
};
export type ServiceName = keyof typeof SCRIPTS;

const ON_DISCORD: readonly ServiceName[] = ['ingest-gateway', 'admin', 'bot'];

const ROLES: Partial<Record<ServiceName, string>> = {
  'lake-writer': 'synapse_lake_writer',
  'reward-engine': 'synapse_reward_engine',
  query: 'synapse_query',
  admin: 'synapse_admin',
  bot: 'synapse_bot',
  bootstrap: 'synapse_admin',
};

export interface System {
  readonly simulator: DiscordSimulator;
  readonly nats: NatsServer;
  readonly folder: string;
  /** Everything the services wrote to their outputs. */
  readonly output: string[];
  start(name: ServiceName): Promise<void>;
  bootstrap(): Promise<void>;
  stop(name: ServiceName, signal?: NodeJS.Signals): Promise<{ code: number | null }>;
  get<T>(path: string): Promise<T>;
  address(path: string): string;
  /** Of the admin API. */
  readonly adminUrl: string;
  /** What a service says at its `/metrics`. */
  metrics(name: ServiceName): Promise<string>;
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  end(): Promise<void>;
}

/**
 * Real servers, a simulated Discord with a small community, and no service yet.
 * @param environment what every service is given besides
 */
export async function startSystem(environment: NodeJS.ProcessEnv = {}): Promise<System> {
  const { path: folder, remove } = temporaryFolder('synapse-end-to-end-');
  mkdirSync(folder, { recursive: true });
  const nats = await startNats({ dataDir: join(folder, 'nats'), durable: false });
  const database: TestDatabase = await createTestDatabase();
  const simulator = await startDiscordSimulator({ world: buildCommunity({ seed: 5, members: 40 }) });
  const running = new Map<ServiceName, Tethered>();
  const opsPorts = new Map<ServiceName, number>();
  const output: string[] = [];
  const httpPort = await freePort();
  const adminPort = await freePort();
  const adminUrl = `http://127.0.0.1:${adminPort}`;

  function launch(name: ServiceName, opsPort: number): Tethered {
    const script = join(ROOT, SCRIPTS[name]);
    if (!existsSync(script)) throw new Error(`${script} is missing: run \`npm run build\` first.`);
    const role = ROLES[name];
    return tether(process.execPath, [script], {
      env: {
        PATH: process.env.PATH,
        NATS_URL: nats.url,
        NATS_MONITOR_URL: nats.monitorUrl,
        ALLOW_UNSAFE_DURABILITY: '1',
        OPS_HOST: '127.0.0.1',
        OPS_PORT: String(opsPort),
        LOG_LEVEL: 'debug',
        ERASURE_KEY: testErasureKey,
        ...(role && { DATABASE_URL: roleUrl(database.url, role) }),
        ...(name === 'query' && { HTTP_PORT: String(httpPort) }),
        ...(ON_DISCORD.includes(name) && {
          DISCORD_TOKEN: simulator.token,
          DISCORD_API_URL: simulator.apiUrl,
          DISCORD_CDN_URL: simulator.apiUrl,
          SPOOL_DIR: join(folder, 'spool'),
        }),
        ...(name === 'admin' && {
          ADMIN_PORT: String(adminPort),
          ADMIN_URL: adminUrl,
          DISCORD_CLIENT_ID: simulator.client.id,
          DISCORD_CLIENT_SECRET: simulator.client.secret,
          SESSION_SECRET: 'mJ2vY8qLr4Xw0ZtN6bC1sK9dF3gH5pQe',
        }),
        ...environment,
      },
      onLine: (line) => output.push(line),
    });
  }

  async function start(name: ServiceName): Promise<void> {
    const opsPort = await freePort();
    const service = launch(name, opsPort);
    running.set(name, service);
    opsPorts.set(name, opsPort);
    await eventually(`${name} to be ready`, async () => {
      if (service.hasExited()) throw new Error([`${name} ended:`, ...service.lastLines()].join('\n'));
      return fetch(`http://127.0.0.1:${opsPort}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }

  const address = (path: string) => `http://127.0.0.1:${httpPort}${path}`;

  return {
    simulator,
    nats,
    folder,
    output,
    start,
    async bootstrap() {
      const { code } = await launch('bootstrap', 0).exited;
      if (code !== 0) throw new Error(`bootstrap ended with ${code}:\n${output.slice(-20).join('\n')}`);
    },
    async stop(name, signal = 'SIGTERM') {
      const service = running.get(name);
      running.delete(name);
      if (!service) throw new Error(`${name} is not running.`);
      return service.stop(signal);
    },
    address,
    adminUrl,
    async metrics(name) {
      return (await fetch(`http://127.0.0.1:${opsPorts.get(name)}/metrics`)).text();
    },
    async get<T>(path: string) {
      const answer = await fetch(address(path));
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    rows: <T extends object>(sql: string, values?: unknown[]) =>
      withClient(database.url, async (client) => (await client.query<T>(sql, values)).rows),
    async end() {
      await Promise.all([...running.values()].map((service) => service.stop()));
      await simulator.stop();
      await nats.stop();
      await database.drop();
      remove();
    },
  };
}
