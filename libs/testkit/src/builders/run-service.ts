import {
  type Config,
  createLogger,
  createReadiness,
  type Service,
  type Spec,
  startTelemetry,
} from '@synapse/runtime';

/** Guards the tombstones of tests. */
export const testErasureKey = 'tombstones-of-tests-are-worth-nothing';

export interface RunningService {
  /** Tells it to stop and waits until it has. @throws what it failed with */
  stop(): Promise<void>;
  /** Resolves or rejects when it ends by itself. */
  readonly ended: Promise<void>;
  readonly ready: Service<Spec>['ready'];
}

/** Runs a service inside this process, as `runService` would, without its signals and its ops server. */
export async function runInProcess<S extends Spec>(
  name: string,
  main: (service: Service<S>) => Promise<void>,
  config: Partial<Config<S>>,
): Promise<RunningService> {
  const abort = new AbortController();
  const ready = createReadiness();
  const telemetry = await startTelemetry({
    service: name,
    version: 'test',
    sampleRatio: 1,
    log: createLogger({ service: name, level: 'fatal' }),
  });
  const ended = main({
    // The test servers save themselves the waiting for the disk.
    config: {
      COMMUNITY: 'main',
      ERASURE_KEY: testErasureKey,
      ALLOW_UNSAFE_DURABILITY: true,
      ...config,
    } as unknown as Service<S>['config'],
    log: createLogger({ service: name, level: process.env.TEST_LOG_LEVEL === 'debug' ? 'debug' : 'fatal' }),
    ready,
    signal: abort.signal,
    telemetry,
    phase: () => {},
  });
  ended.catch(() => {});
  return {
    ready,
    ended,
    async stop() {
      abort.abort();
      await ended.catch(unlessAborted).finally(() => telemetry.shutdown());
    },
  };
}

/** A wait that ends because the service was told to stop is no failure. */
function unlessAborted(error: unknown): void {
  if ((error as Error).name !== 'AbortError') throw error;
}
