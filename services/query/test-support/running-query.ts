import { createLogger, createReadiness, type Readiness } from '@synapse/runtime';
import { type QueryService, runQuery } from '../src/app.js';

export interface RunningQuery {
  url: string;
  ready: Readiness;
  stop(): Promise<void>;
}

export interface QueryOptions {
  databaseUrl: string;
  natsUrl: string;
  port?: number;
  requestsPerMinute?: number;
  trustedProxies?: string[];
  limits?: QueryService['limits'];
}

/** Runs the service in this process, on a free port, until `stop`. */
export async function startQuery(options: QueryOptions): Promise<RunningQuery> {
  const stop = new AbortController();
  const ready = createReadiness(['http', 'database', 'boards', 'bus']);
  let ended = Promise.resolve();
  const url = await new Promise<string>((resolve, reject) => {
    ended = runQuery(
      {
        config: configOf(options),
        log: createLogger({ service: 'query', level: 'fatal' }),
        ready,
        onListening: resolve,
        ...(options.limits && { limits: options.limits }),
      },
      stop.signal,
    );
    ended.catch(reject);
  });
  return {
    url,
    ready,
    async stop() {
      stop.abort();
      await ended;
    },
  };
}

const configOf = ({
  databaseUrl,
  natsUrl,
  port = 0,
  requestsPerMinute = 0,
  trustedProxies,
}: QueryOptions) => ({
  NATS_URL: natsUrl,
  DATABASE_URL: databaseUrl,
  COMMUNITY: 'main',
  HTTP_HOST: '127.0.0.1',
  HTTP_PORT: port,
  HTTP_REQUESTS_PER_MINUTE: requestsPerMinute,
  HTTP_TRUSTED_PROXIES: trustedProxies,
});

/** Waits until `isTrue`; the test's own time limit ends a wait in vain. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}
