import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { metrics, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { globalErrorHandler } from '@opentelemetry/core';
import { type SpawnedService, spawnService, transpileRuntime } from '../test/spawned-service.js';
import { createHotHistogram } from './hot-histogram.js';
import { areTracesSent, startTelemetry, type Telemetry } from './telemetry.js';

const base = { service: 'lake-writer', version: '1.2.3', sampleRatio: 1 };

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stopServer(server: Server): void {
  server.close();
  server.closeAllConnections();
}

async function scrape(telemetry: Telemetry): Promise<string> {
  const server = createServer(telemetry.metricsHandler);
  try {
    return await (await fetch(await listening(server))).text();
  } finally {
    stopServer(server);
  }
}

test('serves own instruments and those of the process, named after the service', async () => {
  const telemetry = await startTelemetry(base);
  try {
    metrics.getMeter('test').createCounter('facts').add(3, { type: 'message' });
    const scraped = await scrape(telemetry);
    expect(scraped).toContain('facts_total{type="message",service_name="lake-writer"} 3');
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(scraped).toMatch(new RegExp(`^${name}\\{service_name="lake-writer"\\} [\\d.e-]+$`, 'm'));
    }
  } finally {
    await telemetry.shutdown();
  }
});

test('serves a hot histogram as OpenTelemetry serves its own', async () => {
  const telemetry = await startTelemetry(base);
  try {
    const boundaries = [0.1, 1];
    const hot = createHotHistogram({ name: 'hot', description: 'Both.', boundaries });
    const advice = { explicitBucketBoundaries: boundaries };
    const own = metrics.getMeter('test').createHistogram('own', { description: 'Both.', advice });
    for (const status of [200, 404]) {
      const attributes = { route: '/a "b"', status };
      const record = hot(attributes);
      for (const value of [0, 0.1, 0.11, 1, 7, status]) {
        record(value);
        own.record(value, attributes);
      }
    }
    const scraped = await scrape(telemetry);
    const linesOf = (name: string) =>
      scraped
        .split('\n')
        .flatMap((line) =>
          line.includes(`${name}_`) || line.includes(` ${name} `) ? line.replaceAll(name, 'x') : [],
        );
    expect(linesOf('hot')).toHaveLength(2 + 2 * 5);
    expect(linesOf('hot')).toEqual(linesOf('own'));
  } finally {
    await telemetry.shutdown();
  }
  const next = await startTelemetry(base);
  expect(await scrape(next)).not.toContain('hot_count');
  await next.shutdown();
});

test('without a collector spans have ids, which travel as W3C trace context', async () => {
  const telemetry = await startTelemetry({ ...base, sampleRatio: 0 });
  try {
    const span = trace.getTracer('test').startSpan('publish');
    const carrier: Record<string, string> = {};
    propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
    const { traceId, spanId } = span.spanContext();
    expect(carrier.traceparent).toBe(`00-${traceId}-${spanId}-00`);
    expect(traceId).not.toMatch(/^0+$/);
  } finally {
    await telemetry.shutdown();
  }
});

test('a trace that was begun elsewhere keeps its choice', async () => {
  const telemetry = await startTelemetry({ ...base, sampleRatio: 0 });
  try {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const remote = propagation.extract(ROOT_CONTEXT, { traceparent });
    const span = trace.getTracer('test').startSpan('process', {}, remote);
    expect(span.isRecording()).toBe(true);
    expect(span.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  } finally {
    await telemetry.shutdown();
  }
});

test('tells the log what goes wrong inside, until it is shut down', async () => {
  const told: string[] = [];
  const log = { warn: (_: object, message: string) => told.push(message) } as never;
  const telemetry = await startTelemetry({ ...base, log });
  globalErrorHandler(new Error('connect ECONNREFUSED 127.0.0.1:4318'));
  await telemetry.shutdown();
  globalErrorHandler(new Error('too late'));
  expect(told).toEqual(['OpenTelemetry: connect ECONNREFUSED 127.0.0.1:4318']);
});

test('says whether traces leave the process', async () => {
  const alone = await startTelemetry(base);
  expect(areTracesSent()).toBe(false);
  await alone.shutdown();
  const collected = await startTelemetry({ ...base, otlpEndpoint: 'http://127.0.0.1:9' });
  expect(areTracesSent()).toBe(true);
  await collected.shutdown();
  expect(areTracesSent()).toBe(false);
});

test('after a shutdown it can be started anew', async () => {
  await (await startTelemetry(base)).shutdown();
  expect(trace.getTracer('test').startSpan('x').isRecording()).toBe(false);
  const telemetry = await startTelemetry(base);
  expect(trace.getTracer('test').startSpan('x').isRecording()).toBe(true);
  await telemetry.shutdown();
});

describe('in a process with a collector', () => {
  let folder: string;
  let collector: Server;
  let otlpEndpoint: string;
  let service: SpawnedService;

  beforeAll(() => {
    folder = transpileRuntime();
  });
  beforeEach(async () => {
    collector = createServer();
    otlpEndpoint = await listening(collector);
  });
  afterEach(async () => {
    service.child.kill('SIGKILL');
    await service.ended;
    stopServer(collector);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Ends a span, shuts telemetry down, says so and waits. */
  function spawnTraced(withinMs: number): void {
    const options = JSON.stringify({ ...base, otlpEndpoint: `${otlpEndpoint}/` });
    const script = `
      runtime.startTelemetry(${options}).then(async (telemetry) => {
        require('@opentelemetry/api').trace.getTracer('test').startSpan('commit batch').end();
        await telemetry.shutdown(${withinMs});
        runtime.createLogger({ service: 'test' }).info('shut down');
        await released;
      });`;
    service = spawnService(folder, script);
  }

  test('sends the remaining spans before it is shut down', async () => {
    let received = '';
    collector.on('request', async (request: IncomingMessage, response: ServerResponse) => {
      received = `${request.url} ${await text(request)}`;
      response.end('{}');
    });
    spawnTraced(20_000);
    await service.line('shut down');
    expect(received).toMatch(/^\/v1\/traces .*commit batch/s);
  });

  test('waits no longer than allowed for a collector that does not answer', async () => {
    const requested = once(collector, 'request');
    spawnTraced(200);
    await service.line('shut down');
    // Had the shutdown waited for the export, that would have given up and closed its connection.
    const [request] = await requested;
    expect((request as IncomingMessage).socket.destroyed).toBe(false);
  });
});
