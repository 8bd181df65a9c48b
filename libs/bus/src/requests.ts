import type { Bus } from './connect.js';

/** The most requests that one process answers at the same time; the others wait. */
const AT_ONCE = 32;

export interface RequestsToAnswer {
  /** With `*` for its last token. */
  subject: string;
  /** The processes that answer share the requests between them. */
  queue: string;
  /** Gets the subject's last token and the body as JSON: `null` when it is none. */
  answer: (name: string, body: unknown) => Promise<unknown>;
  signal: AbortSignal;
}

/** Answers what services ask, until `signal` aborts. A request whose answer fails is left to the asker's deadline. */
export async function answerRequests(
  bus: Bus,
  { subject, queue, answer, signal }: RequestsToAnswer,
): Promise<void> {
  const subscription = bus.nc.subscribe(subject, { queue });
  signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  if (signal.aborted) subscription.unsubscribe();
  const running = new Set<Promise<void>>();
  for await (const message of subscription) {
    const answered = answer(message.subject.split('.').at(-1) ?? '', json(message.data))
      .then((document) => void message.respond(JSON.stringify(document)))
      .catch(() => {})
      .finally(() => running.delete(answered));
    running.add(answered);
    if (running.size >= AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}

/** Asks and waits for the answer. @throws when nobody answers within the deadline */
export async function askRequest<T>(bus: Bus, subject: string, body: object, deadlineMs: number): Promise<T> {
  const reply = await bus.nc.request(subject, JSON.stringify(body), { timeout: deadlineMs });
  return reply.json<T>();
}
