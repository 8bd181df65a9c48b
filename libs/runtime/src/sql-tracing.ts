/*
 * A span for every SQL statement that runs within a trace. It costs the hot paths too much to be on by default: it is
 * loaded before everything else, with `node --require @synapse/runtime/dist/sql-tracing.js dist/main.js` (or the same
 * in NODE_OPTIONS), because the driver has to be patched before it is first used. Values of parameters are left out.
 */
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';

registerInstrumentations({
  instrumentations: [new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true })],
});
