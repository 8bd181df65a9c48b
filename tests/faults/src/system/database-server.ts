import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { migrate } from '@synapse/store';
import {
  databaseUrl,
  ensureDatabase,
  type PostgresServer,
  sealTemplate,
  serviceRoles,
  setRolePasswords,
  stampedPid,
  startPostgres,
  withClient,
} from '@synapse/testkit';

/** The PostgreSQL of a campaign: one cluster, a database for each seed. */
export interface DatabaseServer {
  readonly port: number;
  /** A migrated database; its name. */
  createDatabase(): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** The superuser's address of a database, past the network. */
  url(database: string): string;
  start(): Promise<void>;
  /** The immediate shutdown: no checkpoint, no goodbye, recovery at the next start. */
  crash(): Promise<void>;
  /** SIGKILL to all of its processes. */
  kill(): Promise<void>;
  /** The pids of all of its processes. */
  pids(): number[];
  stop(): Promise<void>;
  /** Ends the server and brings another one up on the same files, at another address. */
  moveAddress(): Promise<void>;
}

/** What services log in with; it is looked for wherever it does not belong. */
export const ROLE_PASSWORD = 'canary-8c2b14-role-password';
const TEMPLATE = 'synapse_template';

/** @param durable false switches fsync off: what a kill does is the same, what a power cut does is not */
export async function startDatabaseServer(dataDir: string, durable = false): Promise<DatabaseServer> {
  let server: PostgresServer = await startPostgres({ dataDir, durable });
  const templateUrl = await ensureDatabase(server.url, TEMPLATE);
  await migrate(templateUrl);
  const roles = await serviceRoles(server.url);
  await setRolePasswords(server.url, Object.fromEntries(roles.map((role) => [role, ROLE_PASSWORD])));
  await sealTemplate(templateUrl);
  const launch = async (port?: number) => {
    server = await startPostgres({ dataDir, durable, ...(port !== undefined && { port }) });
  };
  const pids = () => {
    const pid = stampedPid(`${dataDir}.pid`);
    return pid === undefined ? [] : [pid, ...childrenOf(pid)];
  };
  return {
    get port() {
      return server.port;
    },
    async createDatabase() {
      const name = `seed_${randomBytes(4).toString('hex')}`;
      await withClient(server.url, (client) => client.query(`create database ${name} template ${TEMPLATE}`));
      return name;
    },
    async dropDatabase(name) {
      await withClient(server.url, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
    url: (database) => databaseUrl(server.url, database),
    start: () => launch(server.port),
    async crash() {
      const pid = stampedPid(`${dataDir}.pid`);
      if (pid !== undefined) process.kill(pid, 'SIGQUIT');
      await server.exited;
    },
    async kill() {
      for (const pid of pids()) process.kill(pid, 'SIGKILL');
      await server.exited;
    },
    pids,
    stop: () => server.stop(),
    async moveAddress() {
      await server.stop();
      await launch();
    },
  };
}

/** Linux only. */
function childrenOf(pid: number): number[] {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return pids === '' ? [] : pids.split(' ').map(Number);
}
