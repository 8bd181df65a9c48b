import { etagOf } from '@synapse/http';

/** An answer as it is sent, made once for all who ask the same. */
export interface SharedAnswer {
  body: string;
  etag: string;
}

/** Different questions whose answers are kept; a crowd asks few. */
const KEPT = 500;

export type SharedAnswers = ReturnType<typeof createSharedAnswers>;

/** Keeps answers for a moment, by the address that was asked: a hot board costs one look at the database a moment. */
export function createSharedAnswers(now: () => number = () => performance.now()) {
  const answers = new Map<string, SharedAnswer & { freshUntil: number }>();
  const making = new Map<string, Promise<SharedAnswer>>();

  async function make(url: string, ms: number, answer: () => Promise<unknown>): Promise<SharedAnswer> {
    const body = JSON.stringify(await answer());
    const made = { body, etag: etagOf(body), freshUntil: now() + ms };
    if (answers.size >= KEPT) answers.clear();
    answers.set(url, made);
    return made;
  }

  return {
    /** The answer at hand, if it is fresh. */
    get(url: string): SharedAnswer | undefined {
      const found = answers.get(url);
      return found && now() < found.freshUntil ? found : undefined;
    },
    /** Makes the answer; who asks meanwhile shares it. A failure is not kept. */
    make(url: string, ms: number, answer: () => Promise<unknown>): Promise<SharedAnswer> {
      const made = making.get(url) ?? make(url, ms, answer).finally(() => making.delete(url));
      making.set(url, made);
      return made;
    },
  };
}
