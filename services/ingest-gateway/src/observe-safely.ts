import type { Logger } from '@synapse/runtime';
import { type CaptureContext, type Captured, MalformedDispatch, NOTHING } from './capture/capture.js';
import type { GatewayMetrics } from './metrics.js';
import { observe } from './observe.js';

/**
 * Observes one dispatch; one that cannot be read is counted and told about, without its content, and leads to nothing: the
 * stream goes on behind it.
 */
export function observeSafely(
  type: string,
  data: unknown,
  context: CaptureContext,
  { metrics, log }: { metrics: Pick<GatewayMetrics, 'malformed'>; log: Pick<Logger, 'warn' | 'error'> },
): Captured {
  try {
    return observe(type, data, context);
  } catch (error) {
    metrics.malformed(type);
    if (error instanceof MalformedDispatch) {
      log.warn({ dispatch: type, path: error.path }, 'a malformed dispatch was passed over');
    } else {
      // Only the kind is told: the message of an unforeseen error could quote what somebody wrote.
      const kind = error instanceof Error ? error.name : typeof error;
      log.error({ dispatch: type, kind }, 'a dispatch could not be captured');
    }
    return NOTHING;
  }
}
