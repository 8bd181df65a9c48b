import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

const SAMPLE_EVERY_MS = 10;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/**
 * Reports memory, processor time and how late the event loop runs, under the names that Prometheus' own Node client
 * uses. Lag is measured anew from one scrape to the next.
 * @returns stops the measuring
 */
export function observeProcess(meter: Meter): () => void {
  observeMemory(meter);
  observeProcessor(meter);
  return observeEventLoop(meter);
}

function observeMemory(meter: Meter): void {
  const resident = meter.createObservableGauge('process_resident_memory_bytes', {
    description: 'Memory the process holds.',
  });
  const heap = meter.createObservableGauge('nodejs_heap_size_used_bytes', {
    description: 'JavaScript heap in use.',
  });
  meter.addBatchObservableCallback(
    (result) => {
      const usage = process.memoryUsage();
      result.observe(resident, usage.rss);
      result.observe(heap, usage.heapUsed);
    },
    [resident, heap],
  );
}

function observeProcessor(meter: Meter): void {
  meter
    .createObservableCounter('process_cpu_seconds_total', { description: 'Processor time used, in seconds.' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) / MICROSECONDS);
    });
  const startedAt = performance.timeOrigin / 1000;
  meter
    .createObservableGauge('process_start_time_seconds', { description: 'Start, in seconds since 1970.' })
    .addCallback((result) => result.observe(startedAt));
}

function observeEventLoop(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS });
  delay.enable();
  const lagP99 = meter.createObservableGauge('nodejs_eventloop_lag_p99_seconds', {
    description: '99th percentile of the event loop lag since the last scrape.',
  });
  const lagMax = meter.createObservableGauge('nodejs_eventloop_lag_max_seconds', {
    description: 'Greatest event loop lag since the last scrape.',
  });
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(lagP99, lagSeconds(delay.percentile(99)));
      result.observe(lagMax, lagSeconds(delay.max));
      delay.reset();
    },
    [lagP99, lagMax],
  );
  return () => delay.disable();
}

/** Node measures the whole time between two samples: what exceeds the planned wait is the lag. */
function lagSeconds(betweenSamples: number): number {
  return Math.max(0, betweenSamples / NANOSECONDS - SAMPLE_EVERY_MS / 1000);
}
