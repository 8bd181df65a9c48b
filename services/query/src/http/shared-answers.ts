import { etagOf } from '@synapse/http';

/** An answer as it is sent, made once for all who ask the same. */
export interface SharedAnswer {
  /** Its bytes, a character each: Node puts such a text behind the headers without looking at each character again. */
  body: string;
  etag: string;
  /** Every header that tells of the body, as Node writes them. */
  headers: readonly string[];
}

/** Different questions whose answers are kept; a crowd asks few. */
const KEPT = 500;
const JSON_TYPE = 'application/json; charset=utf-8';

export type SharedAnswers = ReturnType<typeof createSharedAnswers>;

interface Making {
  /** How long the answer is good for everybody. */
  ms: number;
  cacheControl: string;
  answer: () => Promise<unknown>;
}

/** Keeps answers for a moment, by the address that was asked: a hot board costs one look at the database a moment. */
export function createSharedAnswers(now: () => number = () => performance.now()) {
  const answers = new Map<string, SharedAnswer & { freshUntil: number }>();
  const making = new Map<string, Promise<SharedAnswer>>();

  async function make(url: string, { ms, cacheControl, answer }: Making): Promise<SharedAnswer> {
    const text = JSON.stringify(await answer());
    const etag = etagOf(text);
    const body = Buffer.from(text).toString('latin1');
    const length = String(body.length);
    const headers = [
      ...['content-type', JSON_TYPE, 'content-length', length],
      ...['etag', etag, 'cache-control', cacheControl],
    ];
    const made = { body, etag, headers, freshUntil: now() + ms };
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
    make(url: string, wanted: Making): Promise<SharedAnswer> {
      const made = making.get(url) ?? make(url, wanted).finally(() => making.delete(url));
      making.set(url, made);
      return made;
    },
  };
}
