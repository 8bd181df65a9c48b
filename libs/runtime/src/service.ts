import { metrics } from '@opentelemetry/api';
import { readConfig } from './config.js';
import { exitOnUncaughtErrors, printForPeople, reportFatal } from './fatal.js';
import { createLogger, type Logger } from './logger.js';
import { isOperatorError } from './operator-error.js';
import { type OpsServer, startOpsServer } from './ops-server.js';
import { createReadiness, type Readiness, type ReadinessReport } from './readiness.js';
import { commonSpec } from './shared-specs.js';
import { failIfHung } from './stop-deadline.js';
import { stopOnSignals } from './stop-signals.js';
import { startTelemetry, type Telemetry } from './telemetry.js';
import type { Config, Spec } from './variable.js';
import { VERSION } from './version.js';

/** The platform kills after 10 s; the rest is for telemetry and sockets. */
const STOP_WITHIN_MS = 9_000;

export interface ServiceOptions<S extends Spec> {
  name: string;
  version?: string;
  /** The service's own variables; those of `commonSpec` are added. */
  spec: S;
  /** Names of the checks that must all be set before the service is ready. */
  checks?: readonly string[];
  /** How long `main` may take to return after a signal; 9 s. */
  stopWithinMs?: number;
}

export interface Service<S extends Spec> {
  config: Config<typeof commonSpec> & Config<S>;
  log: Logger;
  ready: Readiness;
  /** Aborts on SIGTERM or SIGINT: finish and commit what is in flight, take nothing new, return. */
  signal: AbortSignal;
  telemetry: Telemetry;
  /** Notes what the service is doing, in words: shown by `/healthz`, and named should it not stop in time. */
  phase: (doing: string) => void;
}

/**
 * Runs a service as this process, from reading its configuration to the exit code: 0 when `main` returns, by itself or
 * after a signal; 1 for a wrong configuration, an error, or a `main` that does not return in time after a signal.
 * The same signal twice exits at once.
 */
export async function runService<S extends Spec>(
  options: ServiceOptions<S>,
  main: (service: Service<S>) => Promise<void>,
): Promise<void> {
  const config = readConfigOrExit(options);
  const log = createLogger({ service: options.name, level: config.LOG_LEVEL });
  exitOnUncaughtErrors(options.name, log);
  const ready = createReadiness(options.checks, (report) => logReadiness(log, report));
  const signal = stopOnSignals({
    first: (name) => {
      log.info({ signal: name }, 'stopping');
      ready.draining();
    },
    again: (name) => {
      log.warn({ signal: name }, 'told to stop again: exiting at once');
      process.exit(1);
    },
  });
  const exitCode = await live(options, main, { config, log, ready, signal });
  log.info({ exitCode }, 'stopped');
  process.exit(exitCode);
}

/** Everything between configuration and exit; returns the exit code. */
async function live<S extends Spec>(
  options: ServiceOptions<S>,
  main: (service: Service<S>) => Promise<void>,
  started: Pick<Service<S>, 'config' | 'log' | 'ready' | 'signal'>,
): Promise<number> {
  const { log, signal } = started;
  let telemetry: Telemetry | undefined;
  let ops: OpsServer | undefined;
  let doing = 'starting';
  try {
    telemetry = await telemetryFor(options, started.config, log);
    observeReadiness(started.ready);
    ops = await opsServerFor(options, started, telemetry, () => doing);
    const phase = (now: string) => {
      doing = now;
    };
    phase('running');
    const ended = signal.aborted ? Promise.resolve() : main({ ...started, telemetry, phase });
    await Promise.race([
      ended,
      failIfHung(options.name, signal, options.stopWithinMs ?? STOP_WITHIN_MS, () => doing),
    ]);
    return 0;
  } catch (error) {
    if (isAbort(error, signal)) return 0;
    reportFatal(options.name, log, error);
    return 1;
  } finally {
    await telemetry?.shutdown();
    await ops?.close();
  }
}

function readConfigOrExit<S extends Spec>(options: ServiceOptions<S>): Service<S>['config'] {
  try {
    return readConfig({ ...commonSpec, ...options.spec }) as unknown as Service<S>['config'];
  } catch (error) {
    if (!isOperatorError(error)) throw error;
    printForPeople(options.name, error);
    process.exit(1);
  }
}

function telemetryFor(
  { name, version = VERSION }: ServiceOptions<Spec>,
  config: Config<typeof commonSpec>,
  log: Logger,
): Promise<Telemetry> {
  return startTelemetry({
    service: name,
    version,
    otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    sampleRatio: config.OTEL_TRACES_SAMPLER_ARG,
    log,
  });
}

async function opsServerFor(
  { name, version = VERSION }: ServiceOptions<Spec>,
  { config, log, ready }: { config: Config<typeof commonSpec>; log: Logger; ready: Readiness },
  telemetry: Telemetry,
  phase: () => string,
): Promise<OpsServer> {
  const ops = await startOpsServer({
    host: config.OPS_HOST,
    port: config.OPS_PORT,
    health: () => ({ service: name, version, phase: phase(), uptimeSeconds: Math.floor(process.uptime()) }),
    ready,
    metrics: telemetry.metricsHandler,
  });
  log.info({ host: config.OPS_HOST, opsPort: ops.port, version }, 'serving health and metrics');
  return ops;
}

/** One value for the service, and one for each check that it stands on. */
function observeReadiness(ready: Readiness): void {
  metrics
    .getMeter('@synapse/runtime')
    .createObservableGauge('synapse_ready', {
      description: 'Whether the service can do its work (1) or not (0); by check, and "all" for the whole.',
    })
    .addCallback((result) => {
      const report = ready.report();
      result.observe(Number(report.ready), { check: 'all' });
      for (const [check, state] of Object.entries(report.checks))
        result.observe(Number(state.ready), { check });
    });
}

function logReadiness(log: Logger, { ready, draining, checks }: ReadinessReport): void {
  if (ready) log.info('ready');
  else if (draining) log.info('no longer ready: stopping');
  else log.warn({ checks }, 'no longer ready');
}

/** Waits that end because the service was told to stop are not failures. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && error instanceof Error && error.name === 'AbortError';
}
