import { rulesWith } from '../../test/given.js';
import { AT, command, given, member, reason, season } from '../../test/given-commands.js';
import { decideCommand, statKey } from '../index.js';

const rules = rulesWith();

describe('close_season', () => {
  const close = command('close_season', { season: 1 });
  const stat = (userId: bigint, seasonStars: number, seasonId = 1) => ({
    userId,
    seasonId,
    seasonStars,
    lifetimeStars: seasonStars,
    messages_sent: 0,
    reactions_given: 0,
    reactions_received: 0,
    threads_created: 0,
    voice_minutes: 0,
  });
  const ended = rulesWith({ seasons: [season(0)] });

  test('tells the standings by stars, ties by id, as the batch has left them', () => {
    const leader = (userId: bigint, stars: number) => ({ userId, name: `m${userId}`, avatar: null, stars });
    const stats = [stat(9n, 4), stat(3n, 8), stat(7n, 99, 2)];
    const state = given([member({ id: 3n, name: 'Ada' })], {
      leaders: new Map([[1, [leader(3n, 7), leader(2n, 5), leader(10n, 4)]]]),
      stats: new Map(stats.map((each) => [statKey(each.userId, each.seasonId), each])),
    });
    const [effect] = decideCommand(ended, state, close).effects;
    expect(effect).toMatchObject({ kind: 'season_closed', season: 1, name: 'One' });
    const standings = effect?.kind === 'season_closed' ? effect.standings : [];
    expect(standings.map(({ rank, member: { id, name }, stars }) => [rank, id, name, stars])).toEqual([
      [1, '3', 'Ada', 8],
      [2, '2', 'm2', 5],
      [3, '9', '9', 4],
      [4, '10', 'm10', 4],
    ]);
  });

  test('tells the first hundred', () => {
    const leaders = Array.from({ length: 150 }, (_, n) => ({
      userId: BigInt(n + 1),
      name: 'x',
      avatar: null,
      stars: 1,
    }));
    const decision = decideCommand(ended, given([], { leaders: new Map([[1, leaders]]) }), close);
    expect(decision.outcome.result).toEqual({ season: 1, members: 100 });
  });

  test('is refused while it runs, when it is closed, and when there is none', () => {
    expect(reason(decideCommand(rulesWith({ seasons: [season(1000)] }), given(), close))).toBe('wrong_state');
    expect(reason(decideCommand(ended, given([], { closedSeasons: new Set([1]) }), close))).toBe(
      'wrong_state',
    );
    expect(reason(decideCommand(rules, given(), close))).toBe('unknown_season');
    expect(decideCommand(rulesWith({ seasons: [season(1)] }), given(), close).outcome.field).toBe('season');
  });
});

describe('forget_before', () => {
  const forget = (time: number) => command('forget_before', { before: new Date(time).toISOString() });

  test('moves the horizon forward, never back and never into the future', () => {
    const state = given([], { horizon: AT - 1000 });
    expect(decideCommand(rules, state, forget(AT)).effects).toEqual([{ kind: 'forgotten', before: AT }]);
    expect(reason(decideCommand(rules, state, forget(AT - 1000)))).toBe('nothing_to_do');
    expect(decideCommand(rules, state, forget(AT + 1)).outcome).toMatchObject({
      reason: 'out_of_range',
      field: 'before',
    });
  });
});
