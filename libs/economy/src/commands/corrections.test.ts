import type { CommandBody } from '@synapse/contracts';
import { rulesWith } from '../../test/given.js';
import {
  after,
  command,
  earnedBy,
  given,
  member,
  reason,
  season,
  short,
  story,
  template,
} from '../../test/given-commands.js';
import { decideCommand, LARGEST_FIGURE, type SeasonStat, statKey } from '../index.js';

const rules = rulesWith({ templates: [template(3), template(4)], seasons: [season(1000)] });

const correct = (change: Partial<CommandBody<'correct'>> = {}) =>
  command(
    'correct',
    {
      member: '1',
      run: 'r1',
      xp: 0,
      gold: 0,
      seasons: [],
      levels: [],
      achievements: [],
      taken: [],
      reason: 'what-if r1',
      ...change,
    },
    { actor: 0n },
  );

const stat = (change: Partial<SeasonStat>): SeasonStat => ({
  userId: 1n,
  seasonId: 1,
  seasonStars: 0,
  lifetimeStars: 0,
  messages_sent: 0,
  reactions_given: 0,
  reactions_received: 0,
  threads_created: 0,
  voice_minutes: 0,
  ...change,
});

describe('correct', () => {
  test('moves figures in rows that name the what-if, silently', () => {
    const decision = decideCommand(rules, given([member({ id: 1n, xp: 50 })]), correct({ xp: 10, gold: -0 }));
    expect(decision.silent).toBe(true);
    expect(decision.rows).toMatchObject([
      {
        interaction: 'MANUAL_AWARD',
        xpDelta: 10,
        seasonId: null,
        reasons: { kind: 'correction', run: 'r1', reason: 'what-if r1' },
      },
    ]);
  });

  test('takes at most what is there, and says what it really did', () => {
    const poor = member({ id: 1n, xp: 5, gold: 3, stars: 4, voice_minutes: 10 });
    const seasons = [{ season: null, stars: -9, voice_minutes: -99 }];
    const decision = decideCommand(rules, given([poor]), correct({ xp: -20, gold: -20, seasons }));
    expect(decision.outcome.result).toMatchObject({ xp: -5, gold: -3, stars: -4, voice_minutes: -10 });
    expect(after(given([poor]), decision).members.get(1n)).toMatchObject({
      xp: 0,
      gold: 0,
      stars: 0,
      voice_minutes: 0,
    });
  });

  test('fills no figure beyond its range', () => {
    const rich = member({ id: 1n, xp: LARGEST_FIGURE - 1, level: 5000, gold: LARGEST_FIGURE });
    expect(decideCommand(rules, given([rich]), correct({ xp: 9, gold: 9 })).outcome.result).toMatchObject({
      xp: 1,
      gold: 0,
    });
  });

  test('stars and voice minutes count for the season they are of, and once it is closed over all time only', () => {
    const state = given([member({ id: 1n, stars: 9, voice_minutes: 60 })], {
      stats: new Map([[statKey(1n, 1), stat({ seasonStars: 4, voice_minutes: 60 })]]),
    });
    const seasons = [{ season: 1, stars: -6, voice_minutes: -20 }];
    const open = after(state, decideCommand(rules, state, correct({ seasons })));
    expect(open.members.get(1n)).toMatchObject({ stars: 5, voice_minutes: 40 });
    expect(open.stats.get(statKey(1n, 1))).toMatchObject({ seasonStars: 0, voice_minutes: 40 });
    const frozen = { ...state, closedSeasons: new Set([1]) };
    const closed = after(frozen, decideCommand(rules, frozen, correct({ seasons })));
    expect(closed.members.get(1n)).toMatchObject({ stars: 3, voice_minutes: 40 });
    expect(closed.stats.get(statKey(1n, 1))).toEqual(state.stats.get(statKey(1n, 1)));
  });

  test('pays for levels and achievements what it says, once: what was reached meanwhile is passed over', () => {
    const state = given([member({ id: 1n, xp: 120, level: 1, ...earnedBy(1n, 4) })]);
    const decision = decideCommand(
      rules,
      state,
      correct({
        xp: 40,
        levels: [
          { level: 3, gold: 7 },
          { level: 2, gold: 6 },
        ],
        achievements: [
          { template: 3, xp: 0, gold: 2 },
          { template: 4, xp: 9, gold: 9 },
        ],
      }),
    );
    expect(short(decision)).toEqual([
      ['MANUAL_AWARD', 1n, 40, 0],
      ['LEVEL_UP', 1n, 0, 6],
      ['LEVEL_UP', 1n, 0, 7],
      ['ACHIEVEMENT_EARNED', 1n, 0, 2],
    ]);
    expect(decision.rows.every(({ reasons }) => reasons.run === 'r1')).toBe(true);
    const again = correct({ xp: 1, levels: [{ level: 3, gold: 7 }] });
    expect(decideCommand(rules, after(state, decision), again).rows).toHaveLength(1);
  });

  test('levels that it does not name are paid by the rules in force', () => {
    const state = given([member({ id: 1n, xp: 120 })]);
    expect(short(decideCommand(rules, state, correct({ xp: 40, levels: [{ level: 2, gold: 0 }] })))).toEqual([
      ['MANUAL_AWARD', 1n, 40, 0],
      ['LEVEL_UP', 1n, 0, 0],
      ['LEVEL_UP', 1n, 0, 50],
    ]);
  });

  test('an achievement that is taken may be earned again, and one that an admin revoked stays away', () => {
    const milestone = template(5, { requirement_type: 'xp_milestone', requirement_value: 10 });
    const own = rulesWith({ templates: [milestone] });
    const state = given([member({ id: 1n, xp: 20, gold: 5, ...earnedBy(1n, 5) })]);
    const { state: taken } = story(own, state, [correct({ xp: -20, taken: [5] })]);
    expect(taken.members.get(1n)).toMatchObject({ earned: new Set(), revoked: new Set() });
    const { decisions } = story(own, taken, [command('award', { member: '1', xp: 10, reason: 'r' })]);
    expect(short(decisions[0] as never)[1]?.[0]).toBe('ACHIEVEMENT_EARNED');
    const revoked = given([member({ id: 1n, revoked: new Set([3]) })]);
    expect(
      reason(decideCommand(rules, revoked, correct({ achievements: [{ template: 3, xp: 1, gold: 1 }] }))),
    ).toBe('nothing_to_do');
  });

  test.each([
    ['nobody in the community', correct({ member: '8', xp: 1 }), 'unknown_member'],
    [
      'a season that never was',
      correct({ seasons: [{ season: 8, stars: 1, voice_minutes: 0 }] }),
      'unknown_season',
    ],
    [
      'a template that never was',
      correct({ achievements: [{ template: 9, xp: 1, gold: 0 }] }),
      'unknown_template',
    ],
    ['nothing', correct(), 'nothing_to_do'],
  ])('about %s is refused', (_, sent, why) => {
    expect(reason(decideCommand(rules, given([member({ id: 1n })]), sent))).toBe(why);
  });

  test('that is sent in a season brings no figures of it', () => {
    const state = given([member({ id: 1n })]);
    expect(after(state, decideCommand(rules, state, correct({ xp: 5 }))).stats.size).toBe(0);
  });
});
