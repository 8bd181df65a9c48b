import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { accountOf, type BusUser } from '@synapse/contracts';
import { findNatsServer } from './nats-binary.js';
import { natsConfig } from './nats-config.js';
import { natsAddress, natsUsersWith, operatorLogin } from './nats-login.js';
import { previousRunEnded, writeStamp } from './process-stamp.js';
import { type ExitStatus, type Tethered, tether } from './tether.js';

export interface NatsOptions {
  /** Persistent: configuration and JetStream's files. */
  dataDir: string;
  /** The port to try first; any free one when it is taken or not given. */
  port?: number;
  /** false leaves the server its two minutes between fsyncs: for tests only. Default true, an fsync before every ack. */
  durable?: boolean;
  /** Default 1 MiB, the server's own. */
  maxPayloadBytes?: number;
  /** The passwords of services, each of which may then do no more than it needs; `url` logs in as who may do all. */
  passwords?: Readonly<Record<BusUser, string>>;
  cacheDir?: string;
  onProgress?: (line: string) => void;
}

export interface NatsServer {
  url: string;
  /** The address for a service, with its password where the server wants one. */
  urlOf(user: BusUser): string;
  monitorUrl: string;
  port: number;
  version: string;
  exited: Promise<ExitStatus>;
  lastLines(): string[];
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; then `startNats` with the same folder and port brings it back. */
  kill(): Promise<void>;
}

/** Starts nats-server with JetStream on 127.0.0.1 and waits until it is ready. It ends with this process. */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const dataDir = resolve(options.dataDir);
  const binary = await findNatsServer(options);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const pidFile = join(dataDir, 'nats.pid');
  // Unlike PostgreSQL, nats-server does not lock its files.
  await previousRunEnded(pidFile, 'nats-server on this data folder');
  if (options.passwords) moveIntoAccount(storeIn(dataDir));
  const wanted =
    options.port === undefined ? undefined : await launch(binary.path, dataDir, options.port, options);
  const started = wanted?.ports ? wanted : await launch(binary.path, dataDir, -1, options);
  const { server, ports } = started;
  if (!ports)
    throw new Error([`nats-server did not start on ${dataDir}:`, ...server.lastLines()].join('\n  '));

  const host = `127.0.0.1:${ports.client}`;
  const end = async (signal: NodeJS.Signals) => {
    await server.stop(signal);
    rmSync(pidFile, { force: true });
  };
  return {
    url: natsAddress(host, options.passwords && operatorLogin(options.passwords)),
    urlOf: (user) => natsAddress(host, options.passwords && { user, password: options.passwords[user] }),
    monitorUrl: `http://127.0.0.1:${ports.monitor}`,
    port: ports.client,
    version: binary.version,
    exited: server.exited,
    lastLines: server.lastLines,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

const storeIn = (dataDir: string): string => join(dataDir, 'jetstream');

/** What a server without accounts kept lies where none of them looks. */
function moveIntoAccount(store: string): void {
  const [before, now] = ['$G', accountOf('reward-engine')].map((name) => join(store, 'jetstream', name)) as [
    string,
    string,
  ];
  if (existsSync(before) && !existsSync(now)) renameSync(before, now);
}

interface Ports {
  client: number;
  monitor: number;
}

/** Port -1 lets the server choose and say which it took, so nobody can take it in between. */
async function launch(bin: string, dataDir: string, port: number, options: NatsOptions) {
  const config = join(dataDir, 'nats-server.conf');
  writeFileSync(
    config,
    natsConfig({
      listen: `127.0.0.1:${port}`,
      monitor: '127.0.0.1:-1',
      storeDir: storeIn(dataDir),
      durable: options.durable ?? true,
      maxPayloadBytes: options.maxPayloadBytes,
      users: options.passwords && natsUsersWith(options.passwords),
    }),
  );
  const ports: Ports = { client: 0, monitor: 0 };
  let sawReady = () => {};
  const ready = new Promise<Ports>((resolveReady) => {
    sawReady = () => resolveReady(ports);
  });
  const server = tether(bin, ['-c', config], {
    onLine: (line) => {
      ports.client = portIn(line, 'Listening for client connections on') ?? ports.client;
      ports.monitor = portIn(line, 'Starting http monitor on') ?? ports.monitor;
      if (line.includes('Server is ready')) sawReady();
    },
  });
  writeStamp(join(dataDir, 'nats.pid'), server.pid);
  return readyOrEnded(server, ready);
}

async function readyOrEnded(
  server: Tethered,
  ready: Promise<Ports>,
): Promise<{ server: Tethered; ports?: Ports }> {
  return { server, ports: await Promise.race([ready, server.exited.then(() => undefined)]) };
}

function portIn(line: string, announcement: string): number | undefined {
  const at = line.indexOf(announcement);
  return at < 0 ? undefined : Number(/:(\d+)/.exec(line.slice(at + announcement.length))?.[1]);
}
