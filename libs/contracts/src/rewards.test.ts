import {
  createRewardFrameEncoder,
  decodeRewardFrame,
  encodeRewardFrame,
  FutureVersionError,
  type RewardEvent,
  type RewardFrame,
} from './index.js';

function encodeRewardFrames(
  head: Omit<RewardFrame, 'events'>,
  events: readonly RewardEvent[],
  maxBytes?: number,
) {
  const encoder = createRewardFrameEncoder(maxBytes);
  encoder.add(events);
  return encoder.frames(head);
}

const frame: RewardFrame = {
  v: 1,
  community: 'main',
  frame: 7,
  log: { created: '2026-01-01T00:00:00Z', sequence: 41 },
  events: [
    {
      kind: 'level_reached',
      id: 'msg:1:level:2',
      at: '2026-01-02T03:04:05.000Z',
      cause: 'msg:1',
      rule_set: 3,
      silent: false,
      guild_id: '10',
      channel_id: '100',
      member: { id: '1', name: 'Ada', avatar: null },
      totals: { xp: 130, level: 2, gold: 50, stars: 9 },
      level: 2,
      gold: 50,
    },
  ],
};

test('a reward frame survives the wire', () => {
  expect(decodeRewardFrame(encodeRewardFrame(frame))).toEqual(frame);
});

test('events of kinds that a later version adds are left out, the others stay', () => {
  const mixed = { ...frame, events: [{ kind: 'hug_received' }, ...frame.events, null] };
  expect(decodeRewardFrame(Buffer.from(JSON.stringify(mixed)))).toEqual(frame);
});

test('a frame of a later version waits for an upgrade, and anything else is no frame', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value));
  expect(() => decodeRewardFrame(encode({ ...frame, v: 2 }))).toThrow(FutureVersionError);
  expect(() => decodeRewardFrame(encode({ v: 1 }))).toThrow(TypeError);
  expect(() => decodeRewardFrame(encode(null))).toThrow(TypeError);
  expect(() => decodeRewardFrame(Buffer.from('{'))).toThrow(TypeError);
});

test('events that are too large for one frame leave in several, in order, none lost', () => {
  const { events, ...head } = frame;
  const many = Array.from({ length: 50 }, (_, n) => ({
    ...(events[0] as RewardFrame['events'][number]),
    id: `msg:${n}`,
  }));
  const frames = encodeRewardFrames(head, many, 2_000);
  expect(frames.length).toBeGreaterThan(5);
  expect(frames.every(({ body }) => body.length < 2_300)).toBe(true);
  const read = frames.map(({ body }) => decodeRewardFrame(body));
  expect(read.map((one) => one.frame)).toEqual(frames.map((_, index) => 7 + index));
  expect(read.flatMap((one) => one.events)).toEqual(many);
  expect(encodeRewardFrames(head, many.slice(0, 1), 1)).toHaveLength(1);
  expect(encodeRewardFrames(head, [])).toEqual([]);
});

test('what one cause brings is not torn apart, unless it is too large by itself', () => {
  const { events, ...head } = frame;
  const level = (cause: string, n: number) => ({
    ...(events[0] as RewardFrame['events'][number]),
    cause,
    id: `${cause}:level:${n}`,
  });
  const causes = ['msg:1', 'msg:2', 'msg:3', 'msg:4', 'msg:5', 'msg:6', 'msg:7'];
  const many = causes.flatMap((cause) => [2, 3, 4].map((n) => level(cause, n)));
  const size = JSON.stringify(many[0]).length;
  const framesOf = (maxBytes: number) =>
    encodeRewardFrames(head, many, maxBytes).map(({ body }) => decodeRewardFrame(body).events);
  const frames = framesOf(5 * size);
  expect(frames.map((each) => each.map(({ cause }) => cause))).toEqual(
    causes.map((cause) => [cause, cause, cause]),
  );
  expect(framesOf(2.5 * size).flat()).toEqual(many);
});
