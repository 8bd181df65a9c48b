import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from './logger.js';

export interface TelemetryOptions {
  service: string;
  version: string;
  /** Base URL of an OTLP collector over HTTP; without one no trace leaves the process. */
  otlpEndpoint?: string | undefined;
  /** Share of new traces that are recorded, 0 to 1. */
  sampleRatio: number;
  /** Gets what OpenTelemetry itself complains about, such as a collector that does not answer. */
  log?: Pick<Logger, 'warn'>;
}

export interface Telemetry {
  /** Answers with all metrics in Prometheus' text format. */
  metricsHandler(request: IncomingMessage, response: ServerResponse): void;
  /** Sends the remaining spans, giving up after `withinMs`, and takes the global providers away. */
  shutdown(withinMs?: number): Promise<void>;
}

let areSent = false;

/** Whether traces leave this process: what costs much on a hot path need not be traced for ids alone. */
export const areTracesSent = (): boolean => areSent;

/**
 * Installs the process's tracer and meter providers and the W3C propagator. Without a collector spans still exist, but none
 * is the active one: what hands a trace on names its span, or passes on what it got.
 *
 * Create instruments (`metrics.getMeter(…)`) only after this: earlier ones stay without effect for ever. Tracers may
 * be got at any time.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  // The SDK takes longer to load than all else here, and only a running service needs it.
  const { startOpenTelemetry } = await import('./open-telemetry.js');
  const { shutdown, ...telemetry } = startOpenTelemetry(options);
  areSent = options.otlpEndpoint !== undefined;
  return {
    ...telemetry,
    shutdown(withinMs) {
      areSent = false;
      return shutdown(withinMs);
    },
  };
}
