import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Something that an endpoint was given, whole. */
export interface Post {
  /** Its name. */
  endpoint: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** What it was answered; `null` where it was not. */
  status: number | null;
  /** How many posts there had been when it was answered. */
  answeredAt: number;
}

/** How an endpoint answers: with a status, perhaps late, or by closing the connection. */
export interface Manner {
  status: number | null;
  afterMs?: number;
}

/** The endpoints of others: takes what is posted to them, each at a path with its name, and keeps it as it came. */
export interface Receiver {
  readonly port: number;
  readonly posts: readonly Post[];
  /** From now on an endpoint answers so. @returns what lets it be well again */
  behave(endpoint: string, manner: Manner): () => void;
  close(): Promise<void>;
}

const WELL: Manner = { status: 204 };

export async function startReceiver(): Promise<Receiver> {
  const posts: Post[] = [];
  const manners = new Map<string, Manner>();

  async function answer(post: Post, response: ServerResponse): Promise<void> {
    const { status, afterMs = 0 } = manners.get(post.endpoint) ?? WELL;
    if (afterMs > 0) await sleep(afterMs, undefined, { ref: false });
    if (status === null) return void response.destroy();
    Object.assign(post, { status, answeredAt: posts.length });
    response.writeHead(status).end();
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // Whoever posted it was killed meanwhile, or the network was cut.
      return void response.destroy();
    }
    const { url = '', headers } = request;
    const body = Buffer.concat(chunks).toString('utf8');
    const post = {
      endpoint: url.slice(1),
      headers,
      body,
      status: null,
      answeredAt: Number.POSITIVE_INFINITY,
    };
    posts.push(post);
    await answer(post, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    posts,
    behave(endpoint, manner) {
      manners.set(endpoint, manner);
      return () => void manners.delete(endpoint);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
