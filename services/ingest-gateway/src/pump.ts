import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { currentTraceparent, type FrameToPublish, isTransient } from '@synapse/bus';
import { decodeFact, discordSubject, firstFactLine } from '@synapse/contracts';
import { areTracesSent, type Logger, retryForever } from '@synapse/runtime';
import type { GatewayMetrics } from './metrics.js';
import type { Spool, WaitingFrame } from './spool/spool.js';

/** Short, since the spool fills while the broker is away, and it is one request at a time. */
const LONGEST_DELAY_MS = 2_000;

export interface PumpOptions {
  spool: Spool;
  community: string;
  publish: (frame: FrameToPublish) => Promise<{ sequence: number; duplicate: boolean }>;
  metrics: Pick<GatewayMetrics, 'published'>;
  log: Pick<Logger, 'warn' | 'info' | 'debug'>;
}

/**
 * Publishes a community's frames from the spool, one after the other and each until the broker has it: the same bytes under
 * the same id. Ends when `signal` aborts.
 * @throws CorruptFrameError, and what the bus throws when waiting cannot help
 */
export async function pumpFrames(options: PumpOptions, signal: AbortSignal): Promise<void> {
  const { spool, community } = options;
  while (!signal.aborted) {
    const frame = await spool.head(community, signal);
    await publishInTrace(options, frame, signal);
    await spool.drop(community, frame, signal);
  }
}

async function publishInTrace(options: PumpOptions, frame: WaitingFrame, signal: AbortSignal): Promise<void> {
  const span = trace.getTracer('@synapse/ingest-gateway').startSpan('discord dispatch', {
    kind: SpanKind.PRODUCER,
    startTime: (areTracesSent() ? receivedAt(frame) : undefined) ?? Date.now(),
    attributes: { 'messaging.message.id': frame.id, 'messaging.message.body.size': frame.body.length },
  });
  const within = trace.setSpan(context.active(), span);
  const startedAt = performance.now();
  try {
    await context.with(within, () => publishUntilStored(options, frame, currentTraceparent(within), signal));
    options.metrics.published((performance.now() - startedAt) / 1000);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** When the first fact of a frame came from Discord: its trace begins there, however long the spool kept it. */
function receivedAt({ body }: WaitingFrame): number | undefined {
  const decoded = decodeFact(firstFactLine(body));
  return 'fact' in decoded ? decoded.fact.receivedAt : undefined;
}

async function publishUntilStored(
  { community, publish, log }: PumpOptions,
  { id, body }: WaitingFrame,
  traceparent: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const message = { subject: discordSubject(community), id, body, traceparent };
  const { sequence, duplicate } = await retryForever(() => publish(message), {
    signal,
    log,
    what: 'publish a frame',
    isTransient,
    maxMs: LONGEST_DELAY_MS,
  });
  log.debug({ frame: id, sequence, duplicate }, 'published');
}
