import type { RewardFrame } from '@synapse/contracts';

/** A reward frame as the text of server-sent events, made once for all streams. */
export interface FeedFrame {
  /** Its sequence in the stream of reward frames. */
  sequence: number;
  bytes: Buffer;
  /** Where in `bytes` each event starts. */
  starts: number[];
}

/** Stands for "all events of the frame" where an index is asked for. */
export const WHOLE_FRAME = Number.POSITIVE_INFINITY;

/** Renders a frame. The id of an event is `<sequence>-<index in the frame>`. */
export function feedFrame(sequence: number, { events }: RewardFrame): FeedFrame {
  const texts = events.map((event, index) =>
    Buffer.from(`id: ${sequence}-${index}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`, 'utf8'),
  );
  let end = 0;
  const starts = texts.map((text) => {
    const start = end;
    end += text.length;
    return start;
  });
  return { sequence, bytes: Buffer.concat(texts), starts };
}

/** The bytes of the events that follow the one at `index`. */
export function eventsAfter({ bytes, starts }: FeedFrame, index: number): Buffer {
  const start = starts[index + 1];
  return start === undefined ? bytes.subarray(bytes.length) : bytes.subarray(start);
}
