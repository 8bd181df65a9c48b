import { join, resolve } from 'node:path';
import { type Bus, connectBus, ensureStream, factsStream, logState, rewardsStream } from '@synapse/bus';
import { migrate, openPool, type Pool } from '@synapse/store';
import {
  buildCommunity,
  type DiscordSimulator,
  databaseUrl,
  ensureDatabase,
  roleUrl,
  serviceRoles,
  setRolePasswords,
  stampedPid,
  startDiscordSimulator,
  startNats,
  startPostgres,
  temporaryFolder,
  testErasureKey,
  testRolePassword,
  withClient,
} from '@synapse/testkit';
import type { Closing } from './closing.js';
import { type RunningService, runProgram, type ServiceProgram, startService } from './service.js';

export const COMMUNITY = 'main';
const MEMBERS = 2_000;
/** Nothing listens on port 1: to a gateway this is a broker that is away. */
const NO_BROKER = 'nats://127.0.0.1:1';

/** Everything that is measured, and what the bench needs to look into it. */
export interface Stack {
  readonly folder: string;
  readonly simulator: DiscordSimulator;
  readonly bus: Bus;
  /** Connections to the services' own database, with every right. */
  readonly pool: Pool;
  /** Address of that database. */
  readonly database: string;
  /** A folder that PostgreSQL can write to. */
  readonly postgresFolder: string;
  /** The servers' processes. */
  readonly pids: Readonly<Record<'PostgreSQL' | 'nats-server', number>>;
  readonly versions: Readonly<Record<'postgresql' | 'natsServer', string>>;
  startReader(name: Reader, how?: ReaderOptions): Promise<RunningService>;
  /** With `broker: false` it cannot reach the broker, so that facts stay in its spool. */
  startGateway(options: { broker: boolean }): Promise<RunningService>;
  /** The services that no measurement of facts needs. */
  startAdmin(port: number): Promise<RunningService>;
  startBot(): Promise<RunningService>;
  /** Writes the tables that admin owns, publishes the first rule set, and makes the services' database. */
  bootstrap(): Promise<void>;
  /** A database as `bootstrap` left it, in place of one of that name; returns its address. */
  freshDatabase(name: string): Promise<string>;
}

export type Reader = 'lake-writer' | 'reward-engine';

export interface ReaderOptions {
  /** The database in which it writes; the services' own by default. */
  database?: string;
  /** Path of the files that keep what it sends to PostgreSQL, without their number. */
  record?: string;
}

export const ROLES: Readonly<Record<Reader, string>> = {
  'lake-writer': 'synapse_lake_writer',
  'reward-engine': 'synapse_reward_engine',
};

/** Starts durable servers and a simulated Discord in a folder that goes when they end. */
export async function startStack(
  closing: Closing,
  say: (line: string) => void,
  profiles: string | undefined,
): Promise<Stack> {
  const folder = temporaryFolder('synapse-bench-');
  closing.add('the temporary folder', folder.remove);
  const postgresDir = join(folder.path, 'postgres');
  const postgres = await startPostgres({ dataDir: postgresDir, durable: true, onProgress: say });
  closing.add('PostgreSQL', postgres.stop);
  const prepared = await migrated(postgres.url);
  const database = databaseUrl(prepared, 'synapse');
  const nats = await startNats({ dataDir: join(folder.path, 'nats'), durable: true, onProgress: say });
  closing.add('nats-server', nats.stop);
  const bus = await connectBus({ url: nats.url, name: 'bench' });
  closing.add('the connection to NATS', bus.close);
  await ensureStream(bus, factsStream(COMMUNITY));
  await ensureStream(bus, rewardsStream());
  const pool = openPool({ url: database, applicationName: 'bench', statementTimeoutMs: 60_000 });
  closing.add('the connections to PostgreSQL', () => pool.end());
  const simulator = await startDiscordSimulator({ world: quietWorld(), keepLog: false });
  closing.add('the Discord simulator', simulator.stop);
  const addresses: Addresses = {
    nats: { NATS_URL: nats.url, NATS_MONITOR_URL: nats.monitorUrl },
    discord: { DISCORD_TOKEN: simulator.token, DISCORD_API_URL: simulator.apiUrl },
    client: { DISCORD_CLIENT_ID: simulator.client.id, DISCORD_CLIENT_SECRET: simulator.client.secret },
    spool: join(folder.path, 'spool'),
    prepared,
    database,
    port: postgres.port,
    profiles: profiles && resolve(profiles),
  };
  return {
    folder: folder.path,
    simulator,
    bus,
    pool,
    database,
    postgresFolder: postgresDir,
    pids: {
      PostgreSQL: pidIn(`${postgresDir}.pid`),
      'nats-server': pidIn(join(folder.path, 'nats', 'nats.pid')),
    },
    versions: { postgresql: postgres.version, natsServer: nats.version },
    ...servicesAt(addresses, closing),
  };
}

interface Addresses {
  nats: { NATS_URL: string; NATS_MONITOR_URL: string };
  discord: { DISCORD_TOKEN: string; DISCORD_API_URL: string };
  /** The application that admins sign in with. */
  client: { DISCORD_CLIENT_ID: string; DISCORD_CLIENT_SECRET: string };
  spool: string;
  /** What every other database is a copy of. */
  prepared: string;
  /** The services' own. */
  database: string;
  port: number;
  profiles: string | undefined;
}

function servicesAt(addresses: Addresses, closing: Closing) {
  const { nats, discord, client, spool, prepared, database, port, profiles } = addresses;
  const root = resolve(__dirname, '../..');
  const program = (name: string, env: Record<string, string>, script = `services/${name}/dist/main.js`) =>
    ({ name, script: join(root, script), env: { COMMUNITY, ...env }, profiles }) satisfies ServiceProgram;
  const start = async (service: ServiceProgram) => {
    const running = await startService(service);
    closing.add(running.name, running.stop);
    return running;
  };
  const freshDatabase = (name: string) => copyDatabase(prepared, name);
  return {
    freshDatabase,
    startReader: (name: Reader, { database: where = database, record }: ReaderOptions = {}) =>
      start({
        ...program(name, {
          ...nats,
          DATABASE_URL: roleUrl(where, ROLES[name]),
          ERASURE_KEY: testErasureKey,
        }),
        record: record === undefined ? undefined : { port, to: record },
      }),
    startGateway: ({ broker }: { broker: boolean }) =>
      start(
        program('ingest-gateway', {
          ...discord,
          ...(broker ? nats : { NATS_URL: NO_BROKER }),
          SPOOL_DIR: spool,
        }),
      ),
    startAdmin: (adminPort: number) =>
      start(
        program('admin', {
          ...nats,
          ...discord,
          ...client,
          DATABASE_URL: roleUrl(database, 'synapse_admin'),
          ADMIN_PORT: String(adminPort),
          ADMIN_URL: `http://127.0.0.1:${adminPort}`,
          SESSION_SECRET: 'mJ2vY8qLr4Xw0ZtN6bC1sK9dF3gH5pQe',
        }),
      ),
    startBot: () =>
      start(program('bot', { ...nats, ...discord, DATABASE_URL: roleUrl(database, 'synapse_bot') })),
    async bootstrap() {
      const environment = { ...nats, DATABASE_URL: roleUrl(prepared, 'synapse_admin') };
      const set = () =>
        runProgram(program('bootstrap', environment, 'services/admin/dist/bootstrap-main.js'));
      await set();
      // Every message is to be paid: one on cooldown would bring no reward event to wait for.
      await withClient(prepared, (client) =>
        client.query(`update settings set value_json = '0' where key = 'cooldown_seconds'`),
      );
      await set();
      await freshDatabase(new URL(database).pathname.slice(1));
    },
  };
}

async function copyDatabase(from: string, name: string): Promise<string> {
  const template = new URL(from).pathname.slice(1);
  await withClient(databaseUrl(from, 'postgres'), async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name} template ${template}`);
    // A copy does not inherit who may connect.
    const roles = await client.query(
      `select string_agg(quote_ident(rolname), ', ') as names from pg_roles where rolname like 'synapse%'`,
    );
    await client.query(`grant connect, temporary on database ${name} to ${roles.rows[0].names}`);
  });
  return databaseUrl(from, name);
}

async function migrated(adminUrl: string): Promise<string> {
  const url = await ensureDatabase(adminUrl, 'prepared');
  await migrate(url);
  const roles = await serviceRoles(url);
  await setRolePasswords(url, Object.fromEntries(roles.map((role) => [role, testRolePassword])));
  return url;
}

/** Nobody is in voice, for voice ticks would add facts by the clock. */
function quietWorld() {
  const world = buildCommunity({ seed: 4, members: MEMBERS });
  for (const guild of world.guilds) guild.voice_states = [];
  return world;
}

function pidIn(file: string): number {
  const pid = stampedPid(file);
  if (pid === undefined) throw new Error(`${file} names no running process.`);
  return pid;
}

/** The sequence of the last entry of the community's log. */
export const lastEntry = async ({ bus }: Pick<Stack, 'bus'>): Promise<number> =>
  (await logState(bus, COMMUNITY)).last;
