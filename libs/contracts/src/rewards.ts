import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { FutureVersionError } from './frame.js';
import { RewardEvent } from './reward-events.js';

/** The newest reward frame that this build writes and reads. */
export const REWARD_FRAME_VERSION = 1;

/** Reward events of one transaction of the engine, in order: all of them, or a part when they are too large for one frame. */
export const RewardFrame = Type.Object({
  v: Type.Integer({ minimum: 1 }),
  community: Type.String(),
  frame: Type.Integer({ minimum: 1, description: 'Its number; each is published once, in order.' }),
  log: Type.Object(
    { created: Type.String(), sequence: Type.Integer({ minimum: 0 }) },
    { description: 'How far in the log the engine was after it.' },
  ),
  lost_from: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'The stream lost the frames from this number on, up to and with its own: it stands in their place, without events.',
    }),
  ),
  events: Type.Array(RewardEvent),
});
export type RewardFrame = Static<typeof RewardFrame>;

const schema = TypeCompiler.Compile(RewardFrame);

/** A frame's events take at most this many bytes, unless one event alone is larger: servers take 1 MiB by default. */
export const REWARD_FRAME_MAX_BYTES = 512 * 1024;

/** Reward events on their way into frames. They are bytes from the beginning: objects of a large batch outlive a collection. */
export interface RewardFrameEncoder {
  add(events: readonly RewardEvent[]): void;
  /**
   * What was added as one frame, or as several in a row when it is too large for one: cut between two causes, for what one
   * cause brings a member is told as one thing.
   * @param frame what stands in each; `frame.frame` is the number of the first
   */
  frames(frame: Omit<RewardFrame, 'events'>): { frame: number; body: Buffer }[];
}

const FIRST_ROOM = 4 * 1024;
/** Of one unit of a string in UTF-8. */
const MOST_BYTES = 3;
const COMMA = ','.charCodeAt(0);

export function createRewardFrameEncoder(maxBytes: number = REWARD_FRAME_MAX_BYTES): RewardFrameEncoder {
  let bytes = Buffer.allocUnsafe(FIRST_ROOM);
  /** Where each event ends, with the comma behind it. */
  const ends: number[] = [];
  const causes: string[] = [];
  const startOf = (event: number) => ends[event - 1] ?? 0;

  function add(event: RewardEvent): void {
    const text = JSON.stringify(event);
    const at = startOf(ends.length);
    const most = at + text.length * MOST_BYTES + 1;
    if (most > bytes.length) bytes = Buffer.concat([bytes.subarray(0, at)], Math.max(most, 2 * bytes.length));
    const end = at + bytes.write(text, at);
    bytes[end] = COMMA;
    ends.push(end + 1);
    causes.push(event.cause);
  }

  /** The first event of each frame. */
  function cut(): number[] {
    const firsts: number[] = [];
    let room = 0;
    const begin = (event: number) => {
      firsts.push(event);
      room = maxBytes;
    };
    for (let from = 0, to = 0; from < ends.length; from = to) {
      while (to < ends.length && causes[to] === causes[from]) to += 1;
      const needed = startOf(to) - startOf(from);
      if (needed > room && needed <= maxBytes) begin(from);
      for (let event = from; event < to; event += 1) {
        const size = startOf(event + 1) - startOf(event);
        if (size > room) begin(event);
        room -= size;
      }
    }
    return firsts;
  }

  return {
    add: (events) => events.forEach(add),
    frames(frame) {
      const firsts = cut();
      return firsts.map((first, index) => {
        const number = frame.frame + index;
        const head = JSON.stringify({ ...frame, frame: number }).slice(0, -1);
        const events = bytes.subarray(startOf(first), startOf(firsts[index + 1] ?? ends.length) - 1);
        return {
          frame: number,
          body: Buffer.concat([Buffer.from(`${head},"events":[`), events, Buffer.from(']}')]),
        };
      });
    },
  };
}

export const encodeRewardFrame = (frame: RewardFrame): Buffer => Buffer.from(JSON.stringify(frame), 'utf8');

const KINDS: ReadonlySet<unknown> = new Set(RewardEvent.anyOf.map(({ properties }) => properties.kind.const));

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new TypeError('No reward frame: it is not JSON.');
  }
}

/** Without the events of kinds that a later version adds: their readers are later versions, too. */
function knownEventsOnly(value: unknown): unknown {
  const frame = value as Partial<RewardFrame> | null;
  if (!Array.isArray(frame?.events)) return value;
  return { ...frame, events: frame.events.filter((event) => KINDS.has(event?.kind)) };
}

/**
 * Reads a reward frame; events of unknown kinds are left out.
 * @throws FutureVersionError when it is of a later version
 * @throws TypeError when it is no reward frame
 */
export function decodeRewardFrame(body: Uint8Array): RewardFrame {
  const value = knownEventsOnly(parse(body));
  const { v } = (value ?? {}) as Partial<RewardFrame>;
  if (Number.isSafeInteger(v) && (v as number) > REWARD_FRAME_VERSION) {
    throw new FutureVersionError('A reward frame', v, REWARD_FRAME_VERSION);
  }
  if (schema.Check(value)) return value;
  const error = schema.Errors(value).First();
  throw new TypeError(`No reward frame: ${error?.path ?? ''} ${error?.message ?? ''}.`);
}
