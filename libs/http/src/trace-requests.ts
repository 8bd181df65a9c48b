import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { App } from './app.js';

/**
 * Answers each request in a span that begins a trace of its own: what the public names as its trace is not believed, or anybody
 * could have everything recorded.
 */
export function traceRequests(app: App): void {
  const spans = new WeakMap<object, Span>();
  app.addHook('onRequest', (request, _, done) => {
    const { method, routeOptions } = request;
    const tracer = trace.getTracer('@synapse/http');
    const span = tracer.startSpan(
      `${method} ${routeOptions.url ?? 'none'}`,
      { kind: SpanKind.SERVER },
      ROOT_CONTEXT,
    );
    spans.set(request, span);
    context.with(trace.setSpan(ROOT_CONTEXT, span), done);
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
