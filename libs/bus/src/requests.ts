import { SpanKind } from '@opentelemetry/api';
import type { Bus } from './connect.js';
import { headersOf } from './publish.js';
import { currentTraceparent, inSpan } from './trace.js';

/** The most requests that one process answers at the same time; the others wait. */
const AT_ONCE = 32;

export interface RequestsToAnswer {
  /** With `*` for its last token. */
  subject: string;
  /** The processes that answer share the requests between them. */
  queue: string;
  /**
   * Gets the subject's last token and the body as JSON: `null` when it is none. What is more than one message can carry comes
   * as documents one after the other.
   */
  answer: (name: string, body: unknown) => Promise<unknown | AsyncIterable<unknown>>;
  signal: AbortSignal;
}

/**
 * Answers what services ask, each in a span of the asker's trace, until `signal` aborts. A request whose answer fails is left
 * to the asker's deadline.
 */
export async function answerRequests(
  bus: Bus,
  { subject, queue, answer, signal }: RequestsToAnswer,
): Promise<void> {
  const subscription = bus.nc.subscribe(subject, { queue });
  signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  if (signal.aborted) subscription.unsubscribe();
  const running = new Set<Promise<void>>();
  for await (const message of subscription) {
    const name = message.subject.split('.').at(-1) ?? '';
    const respond = async () => {
      const answered = await answer(name, json(message.data));
      for await (const document of isSeries(answered) ? answered : [answered]) {
        message.respond(JSON.stringify(document));
        if (isSeries(answered)) await bus.nc.flush();
      }
      if (isSeries(answered)) message.respond();
    };
    const answered = inSpan(`answer ${name}`, message.headers?.get('traceparent'), respond, SpanKind.SERVER)
      .catch(() => {})
      .finally(() => running.delete(answered));
    running.add(answered);
    if (running.size >= AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
}

const isSeries = (answered: unknown): answered is AsyncIterable<unknown> =>
  typeof answered === 'object' && answered !== null && Symbol.asyncIterator in answered;

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}

/** Asks and waits for the answer. @throws when nobody answers within the deadline */
export async function askRequest<T>(bus: Bus, subject: string, body: object, deadlineMs: number): Promise<T> {
  const reply = await bus.nc.request(subject, JSON.stringify(body), { timeout: deadlineMs, ...inTrace() });
  return reply.json<T>();
}

/** Asks for an answer that comes in several documents. @throws when its end does not come within the deadline */
export async function* askForSeries<T>(
  bus: Bus,
  subject: string,
  body: object,
  deadlineMs: number,
): AsyncGenerator<T, void> {
  const options = { strategy: 'sentinel', maxWait: deadlineMs, ...inTrace() } as const;
  for await (const reply of await bus.nc.requestMany(subject, JSON.stringify(body), options)) {
    if (reply.data.length === 0) return;
    yield reply.json<T>();
  }
  throw new Error(`The answer of ${subject} did not end within ${deadlineMs} ms.`);
}

/** Lets the answer join the trace of whoever asks. */
const inTrace = () => ({ headers: headersOf({ traceparent: currentTraceparent() }) });
