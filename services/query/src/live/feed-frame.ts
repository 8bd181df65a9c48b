import type { RewardFrame } from '@synapse/contracts';

/** A reward frame as the text of server-sent events, made once for all streams. */
export interface FeedFrame {
  /** Its sequence in the stream of reward frames. */
  sequence: number;
  bytes: Buffer;
  /** Where in `bytes` each event starts. */
  starts: number[];
  /** Whom its events erase, each with the place of that event. */
  erasures: readonly (readonly [member: string, index: number])[];
}

/** Stands for "all events of the frame" where an index is asked for. */
export const WHOLE_FRAME = Number.POSITIVE_INFINITY;

/** Renders a frame. The id of an event is `<sequence>-<index in the frame>`. */
export function feedFrame(sequence: number, { events }: RewardFrame): FeedFrame {
  const texts = events.map((event, index) =>
    Buffer.from(`id: ${sequence}-${index}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`, 'utf8'),
  );
  const erasures = events.flatMap((event, index) =>
    event.kind === 'member_erased' ? [[event.member_id, index] as const] : [],
  );
  const whole: FeedFrame = { sequence, ...joined(texts), erasures };
  return erasures.reduce((frame, [member, index]) => withoutMember(frame, member, index), whole);
}

function joined(texts: readonly Buffer[]): Pick<FeedFrame, 'bytes' | 'starts'> {
  let end = 0;
  const starts = texts.map((text) => {
    const start = end;
    end += text.length;
    return start;
  });
  return { bytes: Buffer.concat(texts), starts };
}

/**
 * The frame without what its events before `index` tell of a member: whoever is named in one, it is left out. The places of
 * the others stay.
 */
export function withoutMember(frame: FeedFrame, member: string, index = WHOLE_FRAME): FeedFrame {
  const { bytes, starts } = frame;
  if (!bytes.includes(member)) return frame;
  const names = new RegExp(`(?<!\\d)${member}(?!\\d)`);
  const texts = starts.map((start, at) => {
    const text = bytes.subarray(start, starts[at + 1]);
    const isKept =
      at >= index || frame.erasures.some(([, place]) => place === at) || !names.test(String(text));
    return isKept ? text : Buffer.alloc(0);
  });
  return { ...frame, ...joined(texts) };
}

/** The bytes of the events that follow the one at `index`. */
export function eventsAfter({ bytes, starts }: FeedFrame, index: number): Buffer {
  const start = starts[index + 1];
  return start === undefined ? bytes.subarray(bytes.length) : bytes.subarray(start);
}
