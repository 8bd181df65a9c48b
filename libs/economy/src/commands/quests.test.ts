import { rulesWith } from '../../test/given.js';
import { command, given, member, quest, reason, season } from '../../test/given-commands.js';
import { decideCommand, LARGEST_FIGURE } from '../index.js';

describe('quests', () => {
  const some = rulesWith({ quests: [quest, { ...quest, id: 8, active: false }] });
  const at = (status: 'open' | 'claimed' | 'complete', claimer: bigint | null = null) =>
    given([], { quests: new Map([7, 8, 9].map((id) => [id, { status, claimer }])) });
  const claim = (id = 7) => command('claim_quest', { quest: id });
  const release = command('release_quest', { quest: 7 });
  const complete = (id = 7) => command('complete_quest', { quest: id });

  test('an open quest is claimed', () => {
    expect(decideCommand(some, at('open'), claim()).effects).toMatchObject([
      { status: 'claimed', claimer: 1n },
    ]);
  });

  test('a claimed one is released by its claimer', () => {
    expect(decideCommand(some, at('claimed', 1n), release).effects).toMatchObject([
      { status: 'open', claimer: null },
    ]);
  });

  test('completion pays the claimer XP, gold, stars and the levels, in no category, in the season', () => {
    const inSeason = rulesWith({ quests: [quest], seasons: [season(1000)] });
    const { rows } = decideCommand(inSeason, at('claimed', 5n), complete());
    expect(rows).toMatchObject([
      {
        interaction: 'QUEST_COMPLETE',
        userId: 5n,
        xpDelta: 130,
        starDelta: 5,
        categoryId: null,
        seasonId: 1,
        reasons: { quest: 7, gold_delta: 20, xp: [['base', 130]], stars: [['base', 5]] },
      },
      { interaction: 'LEVEL_UP', userId: 5n, seasonId: 1 },
    ]);
  });

  test('refusals', () => {
    const refusals = [
      decideCommand(some, at('claimed', 2n), claim()),
      decideCommand(some, at('complete', 2n), claim()),
      decideCommand(some, at('open'), claim(8)),
      decideCommand(some, at('open'), claim(9)),
      decideCommand(some, given(), claim()),
      decideCommand(some, at('open'), release),
      decideCommand(some, at('claimed', 2n), release),
      decideCommand(some, at('open'), complete()),
      decideCommand(some, at('complete', 1n), complete()),
      decideCommand(some, at('claimed', 1n), complete(9)),
    ];
    expect(refusals.map(reason)).toEqual([
      'wrong_state',
      'wrong_state',
      'wrong_state',
      'unknown_quest',
      'unknown_quest',
      'wrong_state',
      'not_claimer',
      'wrong_state',
      'wrong_state',
      'unknown_quest',
    ]);
    for (const { outcome, rows, effects } of refusals) {
      expect([rows, effects]).toEqual([[], []]);
      expect(outcome.field).toBe(outcome.reason === 'wrong_state' ? 'quest' : undefined);
    }
    const full = given([member({ id: 1n, xp: LARGEST_FIGURE })], { quests: at('claimed', 1n).quests });
    expect(decideCommand(some, full, complete()).outcome).toMatchObject({
      reason: 'out_of_range',
      field: 'xp',
    });
  });
});
