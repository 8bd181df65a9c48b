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
  events: Type.Array(RewardEvent),
});
export type RewardFrame = Static<typeof RewardFrame>;

const schema = TypeCompiler.Compile(RewardFrame);

/** A frame's events take at most this many bytes, unless one event alone is larger: servers take 1 MiB by default. */
export const REWARD_FRAME_MAX_BYTES = 512 * 1024;

/**
 * Encodes events as one frame, or as several in a row when they are too large for one: between two causes, for what one cause
 * brings a member is told as one thing.
 * @param frame what stands in each; `frame.frame` is the number of the first
 */
export function encodeRewardFrames(
  frame: Omit<RewardFrame, 'events'>,
  events: readonly RewardEvent[],
  maxBytes: number = REWARD_FRAME_MAX_BYTES,
): { frame: number; body: Buffer }[] {
  return cut(events, maxBytes).map((texts, index) => {
    const number = frame.frame + index;
    const head = JSON.stringify({ ...frame, frame: number }).slice(0, -1);
    return { frame: number, body: Buffer.from(`${head},"events":[${texts.join(',')}]}`, 'utf8') };
  });
}

function cut(events: readonly RewardEvent[], maxBytes: number): string[][] {
  const parts: string[][] = [];
  let room = 0;
  const begin = () => {
    parts.push([]);
    room = maxBytes;
  };
  for (const ofOneCause of byCause(events)) {
    const texts = ofOneCause.map((event) => JSON.stringify(event));
    const sizes = texts.map((text) => Buffer.byteLength(text) + 1);
    const needed = sizes.reduce((sum, size) => sum + size, 0);
    if (needed > room && needed <= maxBytes) begin();
    for (const [index, text] of texts.entries()) {
      const size = sizes[index] as number;
      if (size > room) begin();
      parts.at(-1)?.push(text);
      room -= size;
    }
  }
  return parts;
}

/** Events that follow each other and have one cause, together. */
function byCause(events: readonly RewardEvent[]): RewardEvent[][] {
  const groups: RewardEvent[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0]?.cause === event.cause) last.push(event);
    else groups.push([event]);
  }
  return groups;
}

export const encodeRewardFrame = (frame: RewardFrame): Buffer => Buffer.from(JSON.stringify(frame), 'utf8');

const KINDS: ReadonlySet<unknown> = new Set(RewardEvent.anyOf.map(({ properties }) => properties.kind.const));

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
  const value = knownEventsOnly(JSON.parse(Buffer.from(body).toString('utf8')));
  const { v } = (value ?? {}) as Partial<RewardFrame>;
  if (Number.isSafeInteger(v) && (v as number) > REWARD_FRAME_VERSION) {
    throw new FutureVersionError('A reward frame', v, REWARD_FRAME_VERSION);
  }
  if (schema.Check(value)) return value;
  const error = schema.Errors(value).First();
  throw new TypeError(`No reward frame: ${error?.path ?? ''} ${error?.message ?? ''}.`);
}
