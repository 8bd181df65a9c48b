import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BUS_USERS, type BusUser } from '@synapse/contracts';
import { migrate } from '@synapse/store';
import {
  ensureDatabase,
  roleUrl,
  setRolePasswords,
  startNats,
  startNatsContainer,
  startPostgres,
  startPostgresContainer,
} from '@synapse/testkit';
import { checkNats } from './check-nats.js';
import type { Progress } from './progress.js';
import { databaseRoles } from './services.js';
import type { Supervisor } from './supervisor.js';

export interface Database {
  /** The address with every right. */
  url: string;
  /** The address for a service's role. */
  as(role: string): string;
}

export interface Nats {
  /** The address with every right. */
  url: string;
  monitorUrl?: string;
  /** The address for a service. */
  as(user: BusUser): string;
}

interface Setting {
  env: NodeJS.ProcessEnv;
  dataFolder: string;
  progress: Progress;
  supervisor: Supervisor;
}

/** Ports tried first, so that addresses stay the same from one start to the next. */
const ports = { postgres: 15432, nats: 14222 };

/** DATABASE_URL if it is set, else a server of our own: migrated, and with a password for every service's role. */
export async function bringDatabase(setting: Setting): Promise<Database> {
  const { env, progress } = setting;
  const given = env.DATABASE_URL;
  const url = given || (await bringPostgres(setting));
  await progress.step('migrations', async (detail) => {
    const { applied } = await migrate(url, { log: detail });
    return { value: undefined, note: applied.length ? `${applied.length} applied` : 'up to date' };
  });
  if (given) return { url, as: () => url };
  const passwords = Object.fromEntries(
    databaseRoles.map((role) => [role, randomBytes(18).toString('base64url')]),
  );
  await setRolePasswords(url, passwords);
  return { url, as: (role) => roleUrl(url, role, passwords[role]) };
}

function bringPostgres({ env, dataFolder, progress, supervisor }: Setting): Promise<string> {
  return progress.step('PostgreSQL', async (onProgress) => {
    if (env.STACK === 'containers') {
      const server = await startPostgresContainer({ dataDir: dataFolder, onProgress });
      supervisor.add({ name: 'PostgreSQL', ...server });
      return { value: await ensureDatabase(server.url, 'synapse'), note: 'in a container' };
    }
    const dataDir = join(dataFolder, 'postgres');
    const server = await startPostgres({ dataDir, port: ports.postgres, onProgress });
    supervisor.add({ name: 'PostgreSQL', ...server });
    const value = await ensureDatabase(server.url, 'synapse');
    return { value, note: `${server.version} (${server.origin}) on port ${server.port}` };
  });
}

/** NATS_URL if it is set, else a server of our own. */
export async function bringNats({ env, dataFolder, progress, supervisor }: Setting): Promise<Nats> {
  const given = env.NATS_URL;
  return progress.step<Nats>('NATS', async (onProgress) => {
    if (given) {
      const version = await checkNats(given);
      const value = { url: given, monitorUrl: env.NATS_MONITOR_URL, as: () => given };
      return { value, note: `${version}, yours` };
    }
    const passwords = Object.fromEntries(
      BUS_USERS.map((user) => [user, randomBytes(18).toString('base64url')]),
    ) as Record<BusUser, string>;
    if (env.STACK === 'containers') {
      const server = await startNatsContainer({ dataDir: dataFolder, passwords, onProgress });
      supervisor.add({ name: 'NATS', ...server });
      return { value: { ...server, as: server.urlOf }, note: 'in a container' };
    }
    const dataDir = join(dataFolder, 'nats');
    const server = await startNats({ dataDir, port: ports.nats, passwords, onProgress });
    supervisor.add({ name: 'NATS', ...server });
    return { value: { ...server, as: server.urlOf }, note: `${server.version} on port ${server.port}` };
  });
}
