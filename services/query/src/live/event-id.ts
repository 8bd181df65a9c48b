/** The place of an event among the reward frames: the id of a server-sent event. */
export interface EventId {
  /** Number of the frame: sequences begin again in a stream that was made anew. */
  frame: number;
  index: number;
}

const EVENT_ID = /^([1-9]\d{0,14})-(\d{1,6})$/;

/** Reads a `Last-Event-ID`; `null` for what this service never sent. */
export function parseEventId(text: string): EventId | null {
  const [, frame, index] = EVENT_ID.exec(text) ?? [];
  return frame === undefined ? null : { frame: Number(frame), index: Number(index) };
}
