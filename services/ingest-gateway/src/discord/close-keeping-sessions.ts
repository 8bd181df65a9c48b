import { CloseCodes, type SimpleShardingStrategy } from '@discordjs/ws';
import { sleep } from '@synapse/runtime';

/** How long Discord may take to answer the closing of a socket. */
const GOODBYE_MS = 1_000;
const CONNECTING = 0;
const CLOSED = 3;

/** The part of a `ws` socket that is used here. */
interface Socket {
  readonly readyState: number;
  on(event: 'error', listener: () => void): void;
  terminate(): void;
}

/** What the library declares private: there is no other way to end a socket that is still connecting. */
interface OpenStrategy {
  readonly shards: ReadonlyMap<number, { readonly connection: Socket | null }>;
}

/** Closes all shards with a code after which Discord keeps their sessions for a RESUME. */
export async function closeKeepingSessions(strategy: SimpleShardingStrategy): Promise<void> {
  const { shards } = strategy as unknown as OpenStrategy;
  const sockets = [...shards.values()].flatMap(({ connection }) => connection ?? []);
  for (const socket of sockets) {
    // The library takes its listeners off a socket that is still connecting, and leaves it open.
    socket.on('error', () => {});
    if (socket.readyState === CONNECTING) socket.terminate();
  }
  const goodbye = new AbortController();
  const patience = sleep(GOODBYE_MS, goodbye.signal).catch(() => {});
  await Promise.race([strategy.destroy({ code: CloseCodes.Resuming, reason: 'Pausing' }), patience]);
  goodbye.abort();
  for (const socket of sockets) if (socket.readyState !== CLOSED) socket.terminate();
}
