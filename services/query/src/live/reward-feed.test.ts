import type { RewardEvent } from '@synapse/contracts';
import { granted, memberErased } from '../../test-support/reward-frames.js';
import { parseEventId } from './event-id.js';
import { feedFrame, WHOLE_FRAME } from './feed-frame.js';
import { createRewardFeed } from './reward-feed.js';

const frameOf = (number: number, events: RewardEvent[]) => feedFrame({ frame: number, events });
const frame = (number: number, ...xp: number[]) =>
  frameOf(
    number,
    xp.map((value) => granted(value)),
  );

function collector() {
  const ids: string[] = [];
  let ends = 0;
  return {
    ids,
    ends: () => ends,
    send(bytes: Buffer) {
      for (const [, id] of bytes.toString('utf8').matchAll(/^id: (.*)$/gm)) ids.push(id ?? '');
    },
    end() {
      ends += 1;
    },
  };
}

test('a client gets what is remembered after its place, then what comes', () => {
  const feed = createRewardFeed(10);
  feed.reset(4);
  feed.push(frame(5, 1, 2, 3));
  feed.push(frame(8, 4));
  const client = collector();
  const leave = feed.join(client, { frame: 5, index: 1 });
  feed.push(frame(9, 5, 6));
  leave();
  feed.push(frame(10, 7));
  expect(client.ids).toEqual(['5-2', '8-0', '9-0', '9-1']);
});

test('it remembers whole frames, as many as hold the wanted number of events', () => {
  const feed = createRewardFeed(4);
  feed.reset(0);
  feed.push(frame(1, 1, 2));
  feed.push(frame(2, 3, 4));
  expect(feed.gone()).toBe(0);
  feed.push(frame(3, 5));
  expect(feed.gone()).toBe(1);
  expect(feed.covers({ frame: 1, index: WHOLE_FRAME })).toBe(true);
  expect(feed.covers({ frame: 1, index: 1 })).toBe(false);
  expect(feed.covers({ frame: 2, index: 0 })).toBe(true);
  feed.push(frame(4, 1, 2, 3, 4, 5, 6, 7));
  const client = collector();
  feed.join(client, { frame: feed.gone(), index: WHOLE_FRAME });
  expect(client.ids[0]).toBe('4-0');
});

test('a frame without events moves on, and is sent to nobody', () => {
  const feed = createRewardFeed();
  feed.reset(0);
  const client = collector();
  feed.join(client, { frame: 0, index: WHOLE_FRAME });
  feed.push(frame(7));
  expect([feed.head(), client.ids]).toEqual([7, []]);
});

test.each([
  [0, []],
  [1, ['3-1']],
  [2, ['3-0', '3-1']],
  [3, ['2-0', '3-0', '3-1']],
  [50, ['1-0', '2-0', '3-0', '3-1']],
])('the latest %i events', (count, expected) => {
  const feed = createRewardFeed();
  feed.reset(0);
  feed.push(frame(1, 1));
  feed.push(frame(2, 2));
  feed.push(frame(3, 3, 4));
  const client = collector();
  feed.join(client, feed.latest(count));
  expect(client.ids).toEqual(expected);
});

test('what is remembered of a member goes with an erasure, and no event of others moves', () => {
  const gone = { id: '730000000000000001', name: 'Gone', avatar: null };
  const ofGone = (xp: number) => granted(xp, { member: gone });
  const feed = createRewardFeed();
  feed.reset(0);
  feed.push(frameOf(1, [granted(1), ofGone(2), granted(3), ofGone(4)]));
  feed.push(frameOf(2, [ofGone(5), memberErased(gone.id), ofGone(6)]));
  feed.push(frameOf(3, [granted(7), ofGone(8)]));
  const client = collector();
  feed.join(client, { frame: 0, index: WHOLE_FRAME });
  expect(client.ids).toEqual(['1-0', '1-2', '2-1', '2-2', '3-0', '3-1']);
  const resumed = collector();
  feed.join(resumed, { frame: 1, index: 1 });
  expect(resumed.ids).toEqual(['1-2', '2-1', '2-2', '3-0', '3-1']);
});

test('closing ends every stream once', () => {
  const feed = createRewardFeed();
  feed.reset(0);
  feed.open();
  const client = collector();
  feed.join(client, { frame: 0, index: WHOLE_FRAME });
  feed.close();
  feed.close();
  expect([client.ends(), feed.clients(), feed.isOpen()]).toEqual([1, 0, false]);
});

test.each([
  '',
  '5',
  '0-1',
  '-1-0',
  '1.5-0',
  '9'.repeat(40),
  '5-x',
  '5-1; drop',
  '5-99999999',
  ' 5-1',
  'NaN-NaN',
])('%j is no id of an event', (text) => {
  expect(parseEventId(text)).toBeNull();
});

test('an id is read back', () => {
  expect(parseEventId('123456789012345-499')).toEqual({ frame: 123456789012345, index: 499 });
});
