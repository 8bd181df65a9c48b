import type { ServerResponse } from 'node:http';
import type { Wants } from './feed-frame.js';
import type { FeedClient } from './reward-feed.js';

/** Bytes that may wait for a client which does not read. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** How long a client that is being sent the past may take to read what waits for it. */
const DRAIN_WITHIN_MS = 10_000;

export interface StreamClient extends FeedClient {
  /** Resolves when the client has room for more, or is gone. */
  drained(): Promise<void>;
}

/**
 * Writes events to one response. A client that does not read is dropped rather than waited for: it comes back with the
 * id of the last event it has seen, and nobody else notices.
 */
export function createStreamClient(
  response: ServerResponse,
  { wants, onDropped }: { wants: Wants | undefined; onDropped: () => void },
): StreamClient {
  function drop(): void {
    if (response.destroyed) return;
    onDropped();
    response.destroy();
  }
  return {
    wants,
    send(bytes) {
      if (response.destroyed || response.writableEnded || bytes.length === 0) return;
      if (response.writableLength > MAX_WAITING_BYTES) drop();
      else response.write(bytes);
    },
    end: () => void response.end(),
    drained() {
      if (response.destroyed || !response.writableNeedDrain) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(drop, DRAIN_WITHIN_MS);
        const done = () => {
          clearTimeout(timer);
          response.off('drain', done).off('close', done);
          resolve();
        };
        response.once('drain', done).once('close', done);
      });
    },
  };
}
