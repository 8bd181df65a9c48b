/** One message of a community's log, as its readers see it. */
export interface Entry {
  readonly subject: string;
  /** Its place in the stream, from 1. */
  readonly sequence: number;
  /** When the broker stored it, in milliseconds since the Unix epoch: the log's own time. */
  readonly loggedAt: number;
  readonly body: Uint8Array;
  /** W3C trace context of whoever published it. */
  readonly traceparent?: string;
  /** Where somebody waits for the outcome of a command. */
  readonly replyTo?: string;
}

/** How far somebody has read a log. */
export interface LastRead {
  /** Of the last entry; 0 before the first. */
  readonly sequence: number;
  /** When the broker stored it, which tells it from another in its place; `null` when nobody knows. */
  readonly loggedAt: number | null;
}

/** A community's log, as its readers reach it. */
export interface LogSource {
  state(): Promise<LogState>;
  /** Whole entries after the last one read, in order, in batches of what has arrived meanwhile, until `signal` aborts. */
  read(last: LastRead, signal: AbortSignal): AsyncIterable<Entry[]>;
}

/** Where a community's log stands. */
export interface LogState {
  /** When the stream was made, as the server writes it: tells one stream from another of the same name. */
  readonly created: string;
  /** Sequence of the oldest entry still there; `last + 1` when there is none. */
  readonly first: number;
  /** Sequence of the newest entry; 0 when there never was one. */
  readonly last: number;
}
