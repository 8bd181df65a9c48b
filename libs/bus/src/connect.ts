import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import {
  type ConnectionOptions,
  connect,
  createInbox,
  errors,
  type NatsConnection,
  type Server,
} from '@nats-io/transport-node';
import { inboxPrefix } from '@synapse/contracts';

const DIAL_EVERY_MS = 500;
/** So that services do not come back all at once. */
const JITTER_MS = 100;

/** A connection to NATS and its JetStream. */
export interface Bus {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** A subject of its own to be answered on. */
  createInbox(): string;
  /** The largest message the server takes, in bytes. */
  readonly maxPayload: number;
  close(): Promise<void>;
}

export interface BusOptions {
  /** `nats://[user:password@]host:port`, several separated by commas. */
  url: string;
  /** Shown in the server's list of connections. */
  name: string;
  /** Wait for a server that is away at the start instead of throwing. */
  waitForServer?: boolean;
  onStatus?: (connected: boolean) => void;
}

/** No NATS server can be used at the given address. */
export class BusUnreachableError extends Error {
  override name = 'BusUnreachableError';
  constructor(
    message: string,
    readonly hint: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * Connects, and from then on reconnects for ever. A dead link is noticed within about ten seconds.
 * @throws BusUnreachableError saying what to do
 */
export async function connectBus({ url, name, waitForServer = false, onStatus }: BusOptions): Promise<Bus> {
  const servers = url.split(',').map((server) => server.trim());
  const login = credentials(servers[0] ?? '');
  let nc: NatsConnection | undefined;
  nc = await connect({
    servers: servers.map(withoutCredentials),
    ...login,
    name,
    waitOnFirstConnect: waitForServer,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => untilNextDial(nc?.getServers() ?? []),
    // A silent server is noticed after three of them at most: within ten seconds.
    pingInterval: 3_000,
    maxPingOut: 2,
    timeout: 5_000,
    noAsyncTraces: true,
  }).catch((error: unknown) => {
    throw unreachable(servers, error);
  });
  onStatus?.(true);
  if (onStatus) void reportStatus(nc, onStatus);
  return {
    nc,
    js: jetstream(nc),
    jsm: await jetstreamManager(nc, { checkAPI: false }),
    createInbox: () => createInbox(login.inboxPrefix),
    maxPayload: nc.info?.max_payload ?? 1_048_576,
    close: () => nc.close(),
  };
}

/**
 * The client remembers by the wall clock when it dialled a server. Once that clock is set back, it would wait until the same
 * time comes again: then it dials at once.
 * @returns milliseconds from one dialling to the next
 */
function untilNextDial(servers: readonly Pick<Server, 'lastConnect'>[]): number {
  const ahead = Math.max(0, ...servers.map(({ lastConnect }) => lastConnect - Date.now()));
  return ahead > 0 ? -ahead : DIAL_EVERY_MS + Math.random() * JITTER_MS;
}

function credentials(server: string): Pick<ConnectionOptions, 'user' | 'pass' | 'inboxPrefix'> {
  const url = URL.canParse(server) ? new URL(server) : null;
  if (!url?.username) return {};
  const user = decodeURIComponent(url.username);
  return {
    user,
    pass: decodeURIComponent(url.password),
    // A name that is no token of a subject belongs to no user of ours.
    ...(/^[\w-]+$/.test(user) && { inboxPrefix: inboxPrefix(user) }),
  };
}

/** The client would take a password that begins with digits for the port. */
function withoutCredentials(server: string): string {
  if (!URL.canParse(server)) return server;
  const url = new URL(server);
  url.username = '';
  url.password = '';
  return url.href;
}

async function reportStatus(nc: NatsConnection, onStatus: (connected: boolean) => void): Promise<void> {
  for await (const { type } of nc.status()) {
    if (type === 'disconnect' || type === 'close') onStatus(false);
    if (type === 'reconnect') onStatus(true);
  }
}

function unreachable(servers: string[], cause: unknown): BusUnreachableError {
  const hosts = servers.map((server) => (URL.canParse(server) ? new URL(server).host : server)).join(', ');
  const why = cause instanceof Error ? cause.message : String(cause);
  const hint =
    cause instanceof errors.AuthorizationError
      ? 'The server is there and refuses this user: check user and password in NATS_URL.'
      : 'Check NATS_URL and that the server is running with JetStream enabled.';
  return new BusUnreachableError(`No NATS server can be used at ${hosts} (${why}).`, hint, cause);
}
