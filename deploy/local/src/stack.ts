import { join } from 'node:path';
import { freePort, nextFreePort, requireContainerRuntime } from '@synapse/testkit';
import type { DataFolder } from './data-folder.js';
import { bringDiscord } from './discord.js';
import { keptSecret } from './kept-secret.js';
import { createProgress } from './progress.js';
import { bringDatabase, bringNats } from './servers.js';
import { type Addresses, type ServiceDefinition, serviceEnv, services } from './services.js';
import { runOnce, startService } from './start-service.js';
import type { Supervisor } from './supervisor.js';

export interface StackOptions {
  /** The root of the checkout. */
  root: string;
  env: NodeJS.ProcessEnv;
  folder: DataFolder;
  supervisor: Supervisor;
  print: (line: string) => void;
}

export interface Stack {
  pageUrl: string;
  adminUrl: string;
  databaseUrl: string;
  natsUrl: string;
  /** What the bot did on the simulated Discord. */
  transcriptUrl: string | undefined;
  opsPorts: Array<{ name: string; port: number }>;
}

/** Brings everything up in order; what runs is with the supervisor from the moment it runs. */
export async function bringUp(options: StackOptions): Promise<Stack> {
  const { root, env, folder, supervisor, print } = options;
  if (env.STACK && env.STACK !== 'containers') {
    throw new Error(`STACK=${env.STACK} is not known: it may be "containers", or not be set`);
  }
  const wantedPort = pagePort(env.HTTP_PORT);
  if (env.STACK && !(env.DATABASE_URL && env.NATS_URL)) await requireContainerRuntime();
  const progress = createProgress(print);
  const setting = { env, dataFolder: folder.path, progress, supervisor };
  const surroundings = { folder, tell: print, progress, supervisor };

  const database = await bringDatabase(setting);
  const nats = await bringNats(setting);
  const discord = await bringDiscord(root, env, surroundings);
  const addresses: Addresses = {
    nats,
    database,
    discord,
    erasureKey: keptSecret(env.ERASURE_KEY, folder.path, 'erasure-key'),
    sessionSecret: keptSecret(env.SESSION_SECRET, folder.path, 'session-secret'),
  };
  const httpPort = await nextFreePort(wantedPort);
  const ports = { http: httpPort, admin: await nextFreePort(httpPort + 1) };
  const opsPorts: Stack['opsPorts'] = [];
  for (const service of services) {
    const port = await bringService(service, addresses, ports, options, surroundings);
    if (port) opsPorts.push({ name: service.name, port });
  }
  return {
    pageUrl: `http://127.0.0.1:${httpPort}`,
    adminUrl: `http://127.0.0.1:${ports.admin}`,
    // Somebody else's password is not ours to show; that of our own database is, for it was made up here.
    databaseUrl: env.DATABASE_URL ? 'as DATABASE_URL says' : database.url,
    natsUrl: env.NATS_URL ? 'as NATS_URL says' : nats.url,
    transcriptUrl: discord.transcriptUrl,
    opsPorts,
  };
}

/** The port of the page to try first. Throws when it is none. */
export function pagePort(given: string | undefined): number {
  const port = Number(given || 8080);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`HTTP_PORT=${given} is no port: it may be 0 to 65535, or not be set`);
}

async function bringService(
  service: ServiceDefinition,
  addresses: Addresses,
  given: { http: number; admin: number },
  { root, env, folder }: StackOptions,
  surroundings: Parameters<typeof bringDiscord>[2],
): Promise<number | undefined> {
  const ports = {
    ops: service.once ? undefined : await freePort(),
    http: service.http && given.http,
    admin: service.admin && given.admin,
  };
  const program = {
    name: service.name,
    script: join(root, service.script),
    env: serviceEnv(service, addresses, ports, folder.path, env),
  };
  return surroundings.progress.step(service.name, async () => {
    if (ports.ops === undefined) {
      await runOnce(program, surroundings);
      return { value: undefined, note: 'done' };
    }
    await startService({ ...program, opsPort: ports.ops }, surroundings);
    return { value: ports.ops, note: 'ready' };
  });
}
