import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Conditions, type Direction, FAIR, type Pair, pass, type Tripwire } from './link-pair.js';

/** A TCP proxy in front of a server: the network between one service and one server. */
export interface Link {
  readonly port: number;
  /** Where connections made from now on lead. */
  target(port: number): void;
  /** Ends every connection and refuses new ones. */
  refuse(): void;
  /** Ends every connection; new ones are welcome. */
  cut(): void;
  /** Bytes in these directions are held back, on connections made meanwhile as well: the peer is silent, not gone. */
  hold(...directions: Direction[]): void;
  /** Each piece of data arrives so much later. */
  delay(ms: number): void;
  throttle(bytesPerSecond: number): void;
  /** Acts once, at the next request that holds these bytes. */
  trip(wire: Tripwire): void;
  /** Ends whatever was done to the network; what was held back goes on its way. */
  heal(): void;
  close(): Promise<void>;
}

export async function openLink(targetPort: number): Promise<Link> {
  let port = targetPort;
  let conditions: Conditions = FAIR;
  let wire: Tripwire | undefined;
  const pairs = new Set<Pair>();
  const takeWire = (chunk: Buffer) => {
    const sprung = wire && chunk.includes(wire.request) ? wire : undefined;
    if (sprung) wire = undefined;
    return sprung;
  };
  const cut = () => {
    for (const pair of pairs) pair.cut();
  };

  const server = createServer((client) => {
    if (conditions.refusing) {
      client.destroy();
      return;
    }
    const pair = join(client, connect(port, '127.0.0.1'));
    pairs.add(pair);
    pass(pair, 'requests', { conditions: () => conditions, takeWire });
    pass(pair, 'answers', { conditions: () => conditions, takeWire });
    for (const socket of [pair.client, pair.server]) socket.on('close', () => pairs.delete(pair));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const change = (to: Partial<Conditions>) => {
    conditions = { ...conditions, ...to };
  };
  return {
    port: (server.address() as AddressInfo).port,
    target(to) {
      port = to;
    },
    refuse() {
      change({ refusing: true });
      cut();
    },
    cut,
    hold: (...directions) => change({ held: new Set(directions) }),
    delay: (delayMs) => change({ delayMs }),
    throttle: (bytesPerSecond) => change({ bytesPerSecond }),
    trip(next) {
      wire = next;
    },
    heal() {
      conditions = FAIR;
      wire = undefined;
      for (const pair of pairs) pair.onAnswer = undefined;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

function join(client: Socket, server: Socket): Pair {
  for (const socket of [client, server]) {
    socket.setNoDelay(true).on('error', () => socket.destroy());
    // What is on its way arrives before the end does.
    socket.on('close', () => {
      client.end();
      server.end();
    });
  }
  const cut = () => {
    client.destroy();
    server.destroy();
  };
  return { client, server, isMute: false, isDeaf: false, onAnswer: undefined, cut };
}
