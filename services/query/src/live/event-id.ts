/** The place of an event in the stream of reward frames: the id of a server-sent event. */
export interface EventId {
  sequence: number;
  index: number;
}

const EVENT_ID = /^([1-9]\d{0,14})-(\d{1,6})$/;

/** Reads a `Last-Event-ID`; `null` for what this service never sent. */
export function parseEventId(text: string): EventId | null {
  const [, sequence, index] = EVENT_ID.exec(text) ?? [];
  return sequence === undefined ? null : { sequence: Number(sequence), index: Number(index) };
}
