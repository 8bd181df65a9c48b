import type { AddressInfo } from 'node:net';
import { OperatorError } from '@synapse/runtime';
import type { App } from './app.js';

/**
 * Serves on an address; port 0 takes any that is free. @returns where, as a URL
 * @throws OperatorError when the port is taken or not allowed
 */
export async function listen(app: App, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another process listens there' : message;
    throw new OperatorError(
      `Cannot serve HTTP on ${host}:${port}: ${why}.`,
      'Stop that process, or set HTTP_HOST and HTTP_PORT to an address that is free (port 0 takes any).',
      { cause: error },
    );
  }
  const { port: taken } = app.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

/** Answers what was asked, but does not wait for connections on which nobody asks: browsers open some in advance. */
export async function closeApp(app: App): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), 1_000);
  await app.close();
  clearTimeout(cut);
}
