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
}
