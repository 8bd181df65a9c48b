import { type Context, context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';

/** The W3C `traceparent` of the active span, if there is one. */
export function currentTraceparent(): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** The context in which work caused by the bearer of `traceparent` is to run. */
export const contextOf = (traceparent: string | undefined): Context =>
  traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : ROOT_CONTEXT;
