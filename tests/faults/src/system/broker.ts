import { join } from 'node:path';
import { type NatsServer, stampedPid, startNats } from '@synapse/testkit';

/** The nats-server of a seed. */
export interface Broker {
  readonly url: string;
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
  let server: NatsServer = await startNats({ dataDir, durable });
  const signal = (name: NodeJS.Signals) => {
    const pid = stampedPid(join(dataDir, 'nats.pid'));
    if (pid !== undefined) process.kill(pid, name);
  };
  return {
    get url() {
      return server.url;
    },
    get port() {
      return server.port;
    },
    get monitorUrl() {
      return server.monitorUrl;
    },
    async start() {
      server = await startNats({ dataDir, durable, port: server.port });
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
}
