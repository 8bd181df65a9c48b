import {
  type Context,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** The W3C `traceparent` of a context's span, by default of the active one, if there is one: none is without a collector. */
export function currentTraceparent(within: Context = context.active()): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(within, carrier);
  return carrier.traceparent;
}

/** The context in which work caused by the bearer of `traceparent` is to run. */
export const contextOf = (traceparent: string | undefined): Context =>
  traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : ROOT_CONTEXT;

/**
 * Runs `work` in a span that continues the trace of the bearer of `traceparent`. Of several it continues the first that
 * bears one, and links to the others: a batch has one span, and each of its traces leads there.
 */
export function inSpan<T>(
  name: string,
  traceparent: string | undefined | readonly (string | undefined)[],
  work: () => Promise<T>,
  kind = SpanKind.CONSUMER,
): Promise<T> {
  const tracer = trace.getTracer('synapse');
  const [first, ...others] = [...new Set([traceparent].flat())].filter((one) => one !== undefined);
  const options = { kind, links: others.flatMap(linkTo) };
  return tracer.startActiveSpan(name, options, contextOf(first), async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

function linkTo(traceparent: string): Link[] {
  const context = trace.getSpanContext(contextOf(traceparent));
  return context ? [{ context }] : [];
}
