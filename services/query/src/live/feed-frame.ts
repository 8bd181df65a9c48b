import type { RewardEvent, RewardFrame, RewardKind } from '@synapse/contracts';
import { publicEvent } from './public-event.js';

/** One event of a frame, and what streams choose by. */
export interface FeedEvent {
  kind: RewardKind;
  guild: string | null;
  member: string | null;
  /** Its text as a server-sent event; nothing when it may no longer be shown. */
  bytes: Buffer;
}

/** A reward frame as the text of server-sent events, made once for all streams. */
export interface FeedFrame {
  /** Its number. */
  frame: number;
  events: readonly FeedEvent[];
  /** All of them. */
  bytes: Buffer;
  /** Whom its events erase, each with the place of that event. */
  erasures: readonly (readonly [member: string, index: number])[];
}

/** Tells whether a stream is to show an event. */
export type Wants = (event: Omit<FeedEvent, 'bytes'>) => boolean;

/** Stands for "all events of the frame" where an index is asked for. */
export const WHOLE_FRAME = Number.POSITIVE_INFINITY;

/** Renders what anybody may see of a frame. The id of an event is `<number of the frame>-<index in it>`. */
export function feedFrame({ frame, events: all }: Pick<RewardFrame, 'frame' | 'events'>): FeedFrame {
  const events = all
    .map((event, index) => publicEvent(event, `${frame}-${index}`))
    .filter((event) => event !== null);
  const erasures = events.flatMap((event, index) =>
    event.kind === 'member_erased' ? [[event.member_id, index] as const] : [],
  );
  const rendered = events.map((event, index) => feedEvent(event, `${frame}-${index}`));
  const whole: FeedFrame = { frame, events: rendered, bytes: bytesOf(rendered), erasures };
  return erasures.reduce((shown, [member, index]) => withoutMember(shown, member, index), whole);
}

const feedEvent = (event: RewardEvent, id: string): FeedEvent => ({
  kind: event.kind,
  guild: event.guild_id,
  member: 'member' in event ? event.member.id : null,
  bytes: Buffer.from(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`, 'utf8'),
});

const bytesOf = (events: readonly FeedEvent[]) => Buffer.concat(events.map(({ bytes }) => bytes));

/**
 * The frame without what its events before `index` tell of a member: whoever is named in one, it is left out. The places of
 * the others stay.
 */
export function withoutMember(frame: FeedFrame, member: string, index = WHOLE_FRAME): FeedFrame {
  if (!frame.bytes.includes(member)) return frame;
  const names = new RegExp(`(?<!\\d)${member}(?!\\d)`);
  const events = frame.events.map((event, at) => {
    const isKept =
      at >= index || frame.erasures.some(([, place]) => place === at) || !names.test(String(event.bytes));
    return isKept ? event : { ...event, member: null, bytes: Buffer.alloc(0) };
  });
  return { ...frame, events, bytes: bytesOf(events) };
}

/** The bytes of those events behind the one at `index` that are wanted; without `wants`, of all. */
export function eventsAfter({ events, bytes }: FeedFrame, index: number, wants?: Wants): Buffer {
  if (index < 0 && !wants) return bytes;
  return bytesOf(events.slice(Math.min(index, events.length) + 1).filter((event) => !wants || wants(event)));
}
