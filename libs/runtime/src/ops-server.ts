import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperatorError } from './operator-error.js';
import type { Readiness } from './readiness.js';

export interface OpsServerOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The body of `/healthz`: whoever can answer at all is alive. */
  health: () => object;
  ready: Pick<Readiness, 'report'>;
  /** Answers `/metrics`. */
  metrics: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface OpsServer {
  /** The port it really listens on. */
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `/healthz`, `/readyz` (200 or 503, naming each check) and `/metrics`.
 * @throws {OperatorError} if the address cannot be listened on
 */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const server = createServer((request, response) => answer(options, request, response));
  await listen(server, options);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function answer(options: OpsServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendJson(response, 405, { error: 'Only GET and HEAD are answered here.' });
  } else if (path === '/healthz') {
    sendJson(response, 200, options.health());
  } else if (path === '/readyz') {
    const report = options.ready.report();
    sendJson(response, report.ready ? 200 : 503, report);
  } else if (path === '/metrics') {
    options.metrics(request, response);
  } else {
    sendJson(response, 404, { error: 'There are /healthz, /readyz and /metrics.' });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, { host, port }: OpsServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `Cannot serve health and metrics on ${host}:${port}`;
  const cause = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new OperatorError(
        `${where}: another process listens there.`,
        'Stop that process, or set OPS_PORT to a free port (0 takes any).',
        cause,
      );
    case 'EACCES':
      return new OperatorError(`${where}: not permitted.`, 'Set OPS_PORT to a port above 1023.', cause);
    default:
      return new OperatorError(`${where}: ${error.message}.`, 'Check OPS_HOST and OPS_PORT.', cause);
  }
}

/** Scrapers keep their connections open, so these are cut rather than waited for. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
