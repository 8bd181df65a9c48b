import { createHash } from 'node:crypto';
import { placeOf, type RawEntry } from '../oracle/log-reader.js';

/** What the harness itself put into the log in a producer's name: the judge must be able to account for it. */
export interface Injections {
  /** What the log held before a case took it away: everybody had read it by then. */
  readonly archive: RawEntry[];
  /** Retention was let loose: nothing from before this moment is kept in the lake. Milliseconds since 1970. */
  keptSince: number | null;
  /** A case spoils figures itself, so that jobs have something to mend. */
  spoils: boolean;
  /** Notes a body before it is published; `poison` names its unreadable lines, -1 the whole of it. */
  note(body: Uint8Array, poison?: readonly number[]): void;
  /** Whether the entry is one of them. */
  holds(entry: RawEntry): boolean;
  /** The places of poison in these entries. */
  poisonIn(entries: readonly RawEntry[]): Set<string>;
}

export function createInjections(): Injections {
  const noted = new Map<string, readonly number[]>();
  const digest = (body: Uint8Array) => createHash('sha256').update(body).digest('hex');
  return {
    archive: [],
    keptSince: null,
    spoils: false,
    note(body, poison = []) {
      noted.set(digest(body), poison);
    },
    holds: ({ body }) => noted.has(digest(body)),
    poisonIn: (entries) =>
      new Set(
        entries.flatMap(({ sequence, body }) =>
          (noted.get(digest(body)) ?? []).map((index) => placeOf(sequence, index)),
        ),
      ),
  };
}
