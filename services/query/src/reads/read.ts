import type { Static, TObject, TProperties } from '@sinclair/typebox';
import type { Named } from './schemas.js';
import type { Sources } from './sources.js';

/** One question that can be asked, over HTTP and over NATS alike. */
export interface Read<
  P extends TProperties = TProperties,
  Q extends TProperties = TProperties,
  A extends keyof Named = keyof Named,
> {
  /** `operationId` in the OpenAPI document, and the last token of its subject. */
  readonly name: string;
  readonly path: string;
  readonly summary: string;
  readonly tag: 'boards' | 'members' | 'achievements' | 'seasons' | 'community';
  /** What stands in the path. */
  readonly params: P;
  readonly query: Q;
  /** The schema of the answer. */
  readonly answer: A;
  /** Whether it may be that there is nothing by that name. */
  readonly canMiss?: boolean;
  /** Not for the public: over HTTP it needs a key. */
  readonly isPrivate?: boolean;
  /** An answer over HTTP is good for everybody who asks the same within this time. */
  readonly sharedMs?: number;
  run(sources: Sources, input: Static<TObject<P>> & Static<TObject<Q>>): Promise<Named[A]['static']>;
}

/** A read whose types are no longer looked at: what it is given was checked against its schemas. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds reads of different inputs
export type AnyRead = Read<any, any, any>;

/** Notes a read, whose `run` is checked against its schemas. */
export const defineRead = <P extends TProperties, Q extends TProperties, A extends keyof Named>(
  read: Read<P, Q, A>,
): AnyRead => read;
