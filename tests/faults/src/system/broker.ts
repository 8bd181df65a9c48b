import { join } from 'node:path';
import { BUS_USERS, type BusUser } from '@synapse/contracts';
import { freePort, type NatsServer, stampedPid, startNats } from '@synapse/testkit';

/** What services log in with; it is looked for wherever it does not belong. */
export const BUS_PASSWORD = 'canary-77c0a4-bus-password';
const PASSWORDS = Object.fromEntries(BUS_USERS.map((user) => [user, BUS_PASSWORD])) as Record<
  BusUser,
  string
>;

/** The nats-server of a seed. */
export interface Broker {
  readonly url: string;
  /** The address for a service. */
  urlOf(user: BusUser): string;
  readonly port: number;
  readonly monitorUrl: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: it holds its connections and says nothing. */
  freeze(): void;
  thaw(): void;
}

export async function startBroker(dataDir: string, durable = false): Promise<Broker> {
  // It comes back on the same one: services do not learn another.
  const port = await freePort();
  let server: NatsServer = await startNats({ dataDir, durable, passwords: PASSWORDS, port });
  const signal = (name: NodeJS.Signals) => {
    const pid = stampedPid(join(dataDir, 'nats.pid'));
    if (pid !== undefined) process.kill(pid, name);
  };
  return {
    get url() {
      return server.url;
    },
    urlOf: (user) => server.urlOf(user),
    get port() {
      return server.port;
    },
    get monitorUrl() {
      return server.monitorUrl;
    },
    async start() {
      server = await startNats({ dataDir, durable, passwords: PASSWORDS, port: server.port });
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
}
