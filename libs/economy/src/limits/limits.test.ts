import { createStory, fact, madeAt, message, rulesWith, thread, voiceTick } from '../../test/given.js';
import type { JournalRow } from '../index.js';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 0, 2, 12);

let count = 0;
const id = (prefix: string) => {
  count += 1;
  return `${prefix}:${count}`;
};
const said = (at: number, channelId = 100n) => message({}, { id: id('msg'), at, channelId });

interface Reacting {
  by: bigint;
  to?: bigint | null;
  at?: number;
  on?: string;
  emoji?: string;
}
const OLD_ENOUGH = madeAt(NOON - HOUR);
const reacted = ({ by, to = 2n, at = NOON, on = OLD_ENOUGH, emoji = '👍' }: Reacting) =>
  fact(
    'reaction_add',
    { emoji_name: emoji, message_id: on, parent_channel_id: null },
    { id: id('rxn'), at, userId: by, targetId: to },
  );
const ticked = (at: number) => ({ ...voiceTick(), id: id('voice_tick'), at });

/** Codes of the denials of rows, "paid" for those that were not. */
const verdicts = (rows: readonly JournalRow[]) =>
  rows.filter(({ interaction }) => interaction !== 'LEVEL_UP').map(({ reasons }) => reasons.denial ?? 'paid');
const paidStars = (rows: readonly JournalRow[]) => rows.map(({ starDelta }) => starDelta);

describe('cooldown', () => {
  test('a message within 30 s after the member’s last paid one in the channel pays nothing, and says how long', () => {
    const { judge } = createStory(rulesWith());
    judge(said(NOON));
    const [row] = judge(said(NOON + 18 * SECOND));
    expect(row).toMatchObject({
      xpDelta: 0,
      starDelta: 0,
      reasons: { denial: 'cooldown', left_seconds: 12 },
    });
    expect(verdicts(judge(said(NOON + 30 * SECOND)))).toEqual(['paid']);
  });
  test('one that is older than the last paid one pays nothing', () => {
    const { judge } = createStory(rulesWith());
    judge(said(NOON));
    expect(verdicts(judge(said(NOON - HOUR)))).toEqual(['cooldown']);
  });
  test('is spent only by what was paid', () => {
    const { judge } = createStory(rulesWith());
    judge(said(NOON));
    judge(said(NOON + 29 * SECOND));
    expect(verdicts(judge(said(NOON + 31 * SECOND)))).toEqual(['paid']);
  });
  test('another channel and another member have their own', () => {
    const { judge } = createStory(rulesWith());
    judge(said(NOON));
    expect(verdicts(judge(said(NOON, 101n)))).toEqual(['paid']);
    expect(verdicts(judge({ ...said(NOON), userId: 9n } as ReturnType<typeof said>))).toEqual(['paid']);
  });
  test('a denied message is still counted', () => {
    const story = createStory(rulesWith());
    story.judge(said(NOON));
    story.judge(said(NOON));
    expect(story.members.get(1n)).toMatchObject({ messages_sent: 2, xp: 15 });
  });
});

describe('reactions', () => {
  test('on one’s own message: one row at 0, no received side, no count', () => {
    const story = createStory(rulesWith());
    const rows = story.judge(reacted({ by: 2n, to: 2n }));
    expect(verdicts(rows)).toEqual(['self_reaction']);
    expect(story.members.get(2n)).toMatchObject({
      xp: 0,
      stars: 0,
      reactions_given: 0,
      reactions_received: 0,
    });
  });
  test('on one’s own message is that also when it comes late: it is not even counted', () => {
    const story = createStory(rulesWith());
    story.forgetBefore(NOON + HOUR);
    expect(verdicts(story.judge(reacted({ by: 2n, to: 2n })))).toEqual(['self_reaction']);
    expect(story.members.get(2n)).toMatchObject({ reactions_given: 0, reactions_received: 0 });
  });
  test('the same reactor, message and emoji again: one row at 0, no received side, no count', () => {
    const story = createStory(rulesWith());
    story.judge(reacted({ by: 1n }));
    expect(verdicts(story.judge(reacted({ by: 1n })))).toEqual(['repeat_reaction']);
    expect(story.members.get(1n)).toMatchObject({ reactions_given: 1 });
    expect(story.members.get(2n)).toMatchObject({ reactions_received: 1 });
  });
  test('on a message older than 14 days: both sides 0, both counted', () => {
    const story = createStory(rulesWith());
    expect(verdicts(story.judge(reacted({ by: 1n, on: madeAt(NOON - 14 * DAY - 1) })))).toEqual([
      'old_message',
      'old_message',
    ]);
    expect(verdicts(story.judge(reacted({ by: 1n, on: madeAt(NOON - 14 * DAY) })))).toEqual(['paid', 'paid']);
    expect(story.members.get(2n)).toMatchObject({ reactions_received: 2 });
  });
  test('a reactor earns a message’s author stars once, whatever the number of emoji', () => {
    const { judge } = createStory(rulesWith());
    expect(paidStars(judge(reacted({ by: 1n })))).toEqual([1, 2]);
    const second = judge(reacted({ by: 1n, emoji: '🎉' }));
    expect(second.map(({ xpDelta, starDelta }) => [xpDelta, starDelta])).toEqual([
      [5, 1],
      [8, 0],
    ]);
    expect(second[1]?.reasons.stars).toEqual([
      ['base', 2],
      ['same_message', 0],
    ]);
  });
  test('three from one member to another are paid in 24 hours, then both sides are 0', () => {
    const { judge } = createStory(rulesWith());
    for (const n of [1, 2, 3]) {
      expect(verdicts(judge(reacted({ by: 1n, on: madeAt(NOON - HOUR, n) })))).toEqual(['paid', 'paid']);
    }
    expect(verdicts(judge(reacted({ by: 1n, on: madeAt(NOON, 4), at: NOON + DAY - 1 })))).toEqual([
      'pair_cap',
      'pair_cap',
    ]);
    expect(verdicts(judge(reacted({ by: 1n, on: madeAt(NOON, 5), at: NOON + DAY })))).toEqual([
      'paid',
      'paid',
    ]);
    expect(verdicts(judge(reacted({ by: 3n, on: madeAt(NOON - HOUR, 6) })))).toEqual(['paid', 'paid']);
  });
  test('one that pays the author alone is spent, too', () => {
    const settings = { daily_xp_cap: 5, xp_base_reaction_received: 0 };
    const { judge } = createStory(rulesWith({ settings }));
    const again = (n: number) => verdicts(judge(reacted({ by: 1n, on: madeAt(NOON - HOUR, n) })));
    expect(again(1)).toEqual(['paid', 'paid']);
    expect([again(2), again(3)]).toEqual([
      ['daily_cap', 'paid'],
      ['daily_cap', 'paid'],
    ]);
    expect(again(4)).toEqual(['pair_cap', 'pair_cap']);
  });
  test('twenty distinct reactors on an old enough message bring 30 stars of base 2', () => {
    const { judge } = createStory(rulesWith());
    const stars = Array.from({ length: 20 }, (_, n) => judge(reacted({ by: BigInt(n + 10) }))[1]?.starDelta);
    expect(stars.slice(0, 10)).toEqual(Array(10).fill(2));
    expect(stars.slice(10)).toEqual([0, 2, 0, 2, 0, 2, 0, 2, 0, 2]);
  });
  test('denied reactors have a place in the crowd', () => {
    const story = createStory(rulesWith({ settings: { crowd_threshold: 2 } }));
    for (const n of [1, 2, 3]) story.judge(reacted({ by: 10n, on: madeAt(NOON - HOUR, n) }));
    expect(verdicts(story.judge(reacted({ by: 10n })))).toEqual(['pair_cap', 'pair_cap']);
    expect(paidStars(story.judge(reacted({ by: 11n })))).toEqual([1, 2]);
    expect(paidStars(story.judge(reacted({ by: 12n })))).toEqual([1, 0]);
  });
  test('more than ten reactors on a message younger than 300 s: at most 5 XP each for the author', () => {
    const { judge } = createStory(rulesWith());
    const young = madeAt(NOON - 299 * SECOND);
    const xp = Array.from(
      { length: 12 },
      (_, n) => judge(reacted({ by: BigInt(n + 10), on: young }))[1]?.xpDelta,
    );
    expect(xp).toEqual([...Array(10).fill(8), 5, 5]);
    const later = judge(reacted({ by: 50n, on: young, at: NOON + SECOND }));
    expect(later[1]?.xpDelta).toBe(8);
  });
});

describe('voice and the day', () => {
  test('six ticks in an hour are paid', () => {
    const story = createStory(rulesWith());
    const tick = (minute: number) => verdicts(story.judge(ticked(NOON + minute * 60 * SECOND)));
    for (const minute of [0, 9, 19, 29, 39, 49]) expect(tick(minute)).toEqual(['paid']);
    expect(tick(59)).toEqual(['voice_cap']);
    expect(tick(60)).toEqual(['paid']);
    expect(story.members.get(1n)).toMatchObject({ voice_minutes: 70 });
  });
  test('what exceeds the cap of a UTC day is cut; cut to 0 is denied', () => {
    const { judge } = createStory(rulesWith({ settings: { daily_xp_cap: 40, cooldown_seconds: 0 } }));
    expect(judge(said(NOON))[0]?.xpDelta).toBe(15);
    expect(judge({ ...thread(), at: NOON } as ReturnType<typeof thread>)[0]?.xpDelta).toBe(20);
    expect(judge(said(NOON))[0]).toMatchObject({ xpDelta: 5, starDelta: 1 });
    expect(judge(said(NOON))[0]).toMatchObject({
      xpDelta: 0,
      starDelta: 0,
      reasons: { denial: 'daily_cap' },
    });
    expect(judge(said(NOON + 12 * HOUR))[0]?.xpDelta).toBe(15);
  });
});

describe('forgetting', () => {
  test('a fact older than what is remembered is late', () => {
    const story = createStory(rulesWith());
    story.judge(said(NOON));
    story.forgetBefore(NOON + HOUR);
    expect(verdicts(story.judge(said(NOON + HOUR - 1)))).toEqual(['late']);
    expect(verdicts(story.judge(said(NOON + HOUR)))).toEqual(['paid']);
    expect([...story.windows.keys()].some((key) => key.includes(':cooldown:'))).toBe(true);
  });
  test.each([0, 1, 5, 11, 23])(
    'what a fact may still ask for is kept, whatever hour is forgotten (%i)',
    (hour) => {
      const story = createStory(rulesWith({ settings: { daily_xp_cap: 90 } }));
      const MORNING = NOON - 12 * HOUR;
      const pair = (n: number, at: number) =>
        verdicts(story.judge(reacted({ by: 1n, on: madeAt(MORNING - HOUR, n), at })));
      for (const n of [1, 2, 3]) pair(n, MORNING);
      const again = reacted({ by: 7n, on: madeAt(MORNING, 9), at: MORNING, emoji: '🎉' });
      story.judge(again);
      story.judge(said(MORNING));
      for (const minute of [0, 10, 20, 30, 40, 50]) story.judge(ticked(MORNING + minute * 60 * SECOND));
      story.forgetBefore(MORNING + hour * HOUR);
      const then = MORNING + hour * HOUR;
      expect(pair(4, then)).toEqual(['pair_cap', 'pair_cap']);
      expect(verdicts(story.judge({ ...again, id: id('rxn'), at: then } as typeof again))).toEqual([
        'repeat_reaction',
      ]);
      expect(story.judge(said(then + 60 * SECOND, 555n))[0]).toMatchObject({
        reasons: { denial: 'daily_cap' },
      });
    },
  );
  test('ticks of an hour and a cooldown are kept while they hold', () => {
    const story = createStory(rulesWith());
    for (const minute of [0, 10, 20, 30, 40, 50]) story.judge(ticked(NOON + minute * 60 * SECOND));
    const soon = NOON + 55 * 60 * SECOND;
    story.judge(said(soon));
    story.forgetBefore(soon + SECOND);
    expect(verdicts(story.judge(ticked(soon + 2 * SECOND)))).toEqual(['voice_cap']);
    expect(verdicts(story.judge(said(soon + 2 * SECOND)))).toEqual(['cooldown']);
  });
  test('a cooldown of many days is kept as long as it holds', () => {
    const story = createStory(rulesWith({ settings: { cooldown_seconds: (20 * DAY) / SECOND } }));
    story.judge(said(NOON));
    story.forgetBefore(NOON + 14 * DAY);
    expect(verdicts(story.judge(said(NOON + 15 * DAY)))).toEqual(['cooldown']);
  });
  test('history is never late', () => {
    const { judge, forgetBefore } = createStory(rulesWith());
    forgetBefore(NOON + HOUR);
    expect(verdicts(judge(said(NOON), true))).toEqual(['paid']);
  });
  test('history has windows of its own', () => {
    const { judge } = createStory(rulesWith());
    judge(said(NOON));
    expect(verdicts(judge(said(NOON), true))).toEqual(['paid']);
    expect(verdicts(judge(said(NOON + SECOND), true))).toEqual(['cooldown']);
  });
});
