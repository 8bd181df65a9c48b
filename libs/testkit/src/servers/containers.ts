import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BusUser } from '@synapse/contracts';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import { natsConfig } from './nats-config.js';
import { natsAddress, natsUsersWith, operatorLogin } from './nats-login.js';

export interface ContainersOptions {
  /** The containers' data lies in folders below it. */
  dataDir: string;
  onProgress?: (line: string) => void;
}

/** Throws unless a container runtime answers: a docker program alone says nothing. */
export async function requireContainerRuntime(): Promise<void> {
  const { getContainerRuntimeClient } = await testcontainers();
  try {
    await getContainerRuntimeClient();
  } catch (error) {
    throw new Error(
      `STACK=containers needs Docker (or Podman) running here: ${(error as Error).message}. ` +
        'Start it, or leave STACK unset to use local servers',
    );
  }
}

/** Loaded when it is asked for: it is large, and most runs use local servers. */
const testcontainers = () => import('testcontainers');

/**
 * PostgreSQL 16 in a container, with the settings of `startPostgres`. Testcontainers' own reaper removes it when this
 * process dies. Throws where no container runtime answers.
 */
export async function startPostgresContainer(
  options: ContainersOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  await requireContainerRuntime();
  options.onProgress?.('starting the container postgres:16');
  const { GenericContainer, Wait } = await testcontainers();
  const password = containerPassword(options.dataDir);
  const container = await asOurselves(new GenericContainer('postgres:16'))
    .withEnvironment({
      POSTGRES_PASSWORD: password,
      POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C',
      PGDATA: '/var/lib/postgresql/data/cluster',
    })
    .withCommand(['postgres', '-c', 'timezone=UTC', '-c', 'max_connections=100'])
    .withBindMounts([mount(options.dataDir, 'container-postgres', '/var/lib/postgresql/data')])
    .withExposedPorts(5432)
    // While it initialises, the image runs a server that listens on its socket only: ask over TCP.
    .withWaitStrategy(Wait.forSuccessfulCommand('pg_isready --host=127.0.0.1 --username=postgres'))
    .withStartupTimeout(180_000)
    .start();
  const address = `${container.getHost()}:${container.getMappedPort(5432)}`;
  return { url: `postgresql://postgres:${password}@${address}/postgres`, stop: () => remove(container) };
}

/** nats-server in a container, with the settings of `startNats`; else as `startPostgresContainer`. */
export async function startNatsContainer(
  options: ContainersOptions & { passwords: Readonly<Record<BusUser, string>> },
): Promise<{ url: string; urlOf(user: BusUser): string; monitorUrl: string; stop(): Promise<void> }> {
  await requireContainerRuntime();
  options.onProgress?.('starting the container nats:2.12');
  const { GenericContainer, Wait } = await testcontainers();
  const config = natsConfig({
    listen: '0.0.0.0:4222',
    monitor: '0.0.0.0:8222',
    storeDir: '/data',
    durable: true,
    users: natsUsersWith(options.passwords),
  });
  const container = await asOurselves(new GenericContainer('nats:2.12'))
    .withCopyContentToContainer([{ content: config, target: '/etc/nats/synapse.conf', mode: 0o644 }])
    .withCommand(['-c', '/etc/nats/synapse.conf'])
    .withBindMounts([mount(options.dataDir, 'container-nats', '/data')])
    .withExposedPorts(4222, 8222)
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .withStartupTimeout(180_000)
    .start();
  const host = `${container.getHost()}:${container.getMappedPort(4222)}`;
  return {
    url: natsAddress(host, operatorLogin(options.passwords)),
    urlOf: (user) => natsAddress(host, { user, password: options.passwords[user] }),
    monitorUrl: `http://${container.getHost()}:${container.getMappedPort(8222)}`,
    stop: () => remove(container),
  };
}

/** Files in the data folder stay ours to delete; root gets what the image's own entry point makes of it. */
function asOurselves(container: GenericContainer): GenericContainer {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? container : container.withUser(`${uid}:${process.getgid?.() ?? uid}`);
}

function mount(dataDir: string, name: string, target: string) {
  const source = join(dataDir, name);
  mkdirSync(source, { recursive: true });
  return { source, target, mode: 'rw' as const };
}

/** The image takes the password only when it makes the cluster, so it is kept. */
function containerPassword(dataDir: string): string {
  const file = join(dataDir, 'container-postgres.password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(18).toString('base64url');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, password, { mode: 0o600, flush: true });
  return password;
}

async function remove(container: StartedTestContainer): Promise<void> {
  await container.stop({ timeout: 10_000, remove: true });
}
