import { context, DiagLogLevel, diag, metrics, propagation, trace } from '@opentelemetry/api';
import { loggingErrorHandler, setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { errorSummary } from './error-record.js';
import { hotHistograms } from './hot-histogram.js';
import { hotHistogramProducer } from './hot-histogram-producer.js';
import type { Logger } from './logger.js';
import { observeProcess } from './process-metrics.js';
import { sleep } from './retry.js';
import type { Telemetry, TelemetryOptions } from './telemetry.js';

const EXPORT_TIMEOUT_MS = 5_000;

/** Does the work of `startTelemetry`. */
export function startOpenTelemetry(options: TelemetryOptions): Telemetry {
  if (options.log) reportProblems(options.log);
  const resource = resourceFromAttributes({
    'service.name': options.service,
    'service.version': options.version,
  });
  const traces = startTraces(resource, options);
  const prometheus = new PrometheusExporter({
    preventServerStart: true,
    metricProducers: [hotHistogramProducer(resource)],
    withoutScopeInfo: true,
    withResourceConstantLabels: /^service\.name$/,
  });
  const meters = new MeterProvider({ resource, readers: [prometheus] });
  metrics.setGlobalMeterProvider(meters);
  const stopObserving = observeProcess(metrics.getMeter('@synapse/runtime'));

  return {
    metricsHandler: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    async shutdown(withinMs = 1_000) {
      stopObserving();
      hotHistograms.length = 0;
      const stopped = Promise.allSettled([traces.shutdown(), meters.shutdown()]);
      const deadline = new AbortController();
      await Promise.race([stopped, sleep(withinMs, deadline.signal).catch(() => {})]);
      deadline.abort();
      setGlobalErrorHandler(loggingErrorHandler());
      for (const api of [trace, metrics, propagation, context, diag]) api.disable();
    },
  };
}

function startTraces(resource: Resource, options: TelemetryOptions): NodeTracerProvider {
  const provider = new NodeTracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio) }),
    spanProcessors: options.otlpEndpoint ? [exporterTo(options.otlpEndpoint)] : [],
  });
  provider.register({
    propagator: new W3CTraceContextPropagator(),
    // Node 20 makes every promise dearer as soon as contexts follow them. Nobody looks at spans that go nowhere.
    ...(!options.otlpEndpoint && { contextManager: null }),
  });
  return provider;
}

function exporterTo(endpoint: string): BatchSpanProcessor {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  return new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS }));
}

/** A failing export reaches only OpenTelemetry's error handler, whose own text lists every property of the error. */
function reportProblems(log: Pick<Logger, 'warn'>): void {
  setGlobalErrorHandler((exception) => {
    const error = typeof exception === 'string' ? new Error(exception) : exception;
    log.warn({ err: error }, `OpenTelemetry: ${errorSummary(error)}`);
  });
  const warn = (message: string) => log.warn(`OpenTelemetry: ${message}`);
  const ignore = () => {};
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
