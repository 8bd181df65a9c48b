import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what Linux (from 32768) and others (from 49152) hand out by themselves, to listeners on port 0 and to connections. */
const LEAST = 12_000;
const MOST = 32_767;
const given = new Set<number>();

/**
 * A port of 127.0.0.1 that was free a moment ago, and that stays so: the system gives it to nobody by itself, and this process
 * only once.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LEAST, MOST + 1);
    if (given.has(port)) continue;
    given.add(port);
    const bound = await bindOnce(port).catch(unlessTaken);
    if (bound !== null) return bound;
  }
}

/** The wanted port, or the next one above it that is free on 127.0.0.1. */
export async function nextFreePort(wanted: number): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port++) {
    const bound = await bindOnce(port).catch(unlessTaken);
    if (bound !== null) return bound;
  }
  return freePort();
}

function unlessTaken(error: NodeJS.ErrnoException): null {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return null;
  throw error;
}

function bindOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}
