import type { Readable } from 'node:stream';
import { type App, HttpProblem } from '@synapse/http';

/** What files come as: their own types would be taken apart by parsers. */
export const FILE_TYPE = 'application/octet-stream';

/** A file that is still coming. It shows nothing of itself to whoever looks through a request. */
export class ComingFile {
  readonly #chunks: Readable;
  constructor(chunks: Readable) {
    this.#chunks = chunks;
  }
  /** Read to its end whatever becomes of it: only then can the sender be answered, and send something else. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#chunks.iterator({ destroyOnReturn: false });
    } finally {
      this.#chunks.resume();
    }
  }
}

/** Hands the bodies of a scope's routes to them as they come, however long they are. */
export function takeFiles(scope: App): void {
  scope.addContentTypeParser(FILE_TYPE, (_request, chunks, done) =>
    done(null, new ComingFile(chunks as Readable)),
  );
}

/** @throws HttpProblem 415 when the body is no file */
export function fileOf(body: unknown): ComingFile {
  if (body instanceof ComingFile) return body;
  throw new HttpProblem(415, `Send the file itself as the body, with the content type ${FILE_TYPE}.`);
}
