import { checkRuleSet, defaultRuleSet, RuleSetError, SETTINGS } from '@synapse/contracts';
import { createStory, fact, madeAt, message, rulesWith, thread, voiceTick } from '../test/given.js';
import { command, given, member, quest } from '../test/given-commands.js';
import { decideCommand } from './index.js';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 0, 2, 12);

type Settings = Readonly<Record<string, unknown>>;
type Judged = Parameters<ReturnType<typeof createStory>['judge']>[0];

/** What facts of a guild bring: XP, stars and gold of each row. */
const paid =
  (...facts: ((guildId: bigint) => Judged)[]) =>
  (settings: Settings, guildId: bigint) => {
    const { judge } = createStory(rulesWith({ settings }));
    return facts.map((build, n) =>
      judge({ ...build(guildId), id: `fact:${n}` } as Judged).map(({ xpDelta, starDelta, reasons }) => [
        xpDelta,
        starDelta,
        reasons.gold_delta,
      ]),
    );
  };

const said =
  (form: Parameters<typeof message>[0] = {}, at = NOON) =>
  (guildId: bigint) =>
    message(form, { guildId, at });
const ticked = (at: number) => (guildId: bigint) => ({ ...voiceTick(), guildId, at }) as Judged;
const opened = (guildId: bigint) => ({ ...thread(), guildId }) as Judged;
const reacted =
  (by: bigint, on: string, at = NOON) =>
  (guildId: bigint) =>
    fact(
      'reaction_add',
      { emoji_name: '👍', message_id: on, parent_channel_id: null },
      { userId: by, targetId: 2n, guildId, at },
    );
const crowd = (size: number, age: number) =>
  Array.from({ length: size }, (_, n) => reacted(BigInt(n + 10), madeAt(NOON - age)));

/** What a member with 200 gold is left with after a coffee in a guild. */
const coffee = (settings: Settings, guildId: bigint) =>
  decideCommand(
    rulesWith({ settings }),
    given([member({ id: 1n, gold: 200 })]),
    command('spend_gold', { item: 'coffee' }, { guildId, id: 'coffee' }),
  ).outcome;

const questOf = (settings: Settings, guildId: bigint) =>
  decideCommand(
    rulesWith({ settings, quests: [{ ...quest, guild_id: String(guildId) }] }),
    given([], { quests: new Map([[7, { status: 'claimed', claimer: 1n }]]) }),
    command('complete_quest', { quest: 7 }, { id: 'quest' }),
  ).outcome;

const levelled = said({ length: 501, has_code_block: true, has_link: true, has_attachment: true });
const levels = (settings: Settings, guildId: bigint) =>
  paid(...Array.from({ length: 10 }, (_, n) => said({ length: 501 }, NOON + n * HOUR)))(settings, guildId);

/** A value for each setting, and something whose outcome depends on it. */
const CASES: Record<string, [value: unknown, outcome: (settings: Settings, guildId: bigint) => unknown]> = {
  xp_base_message: [77, paid(said())],
  xp_base_reaction_given: [77, paid(...crowd(1, HOUR))],
  xp_base_reaction_received: [77, paid(...crowd(1, HOUR))],
  xp_base_thread: [77, paid(opened)],
  xp_base_voice_tick: [77, paid(ticked(NOON))],
  stars_base_message: [77, paid(said())],
  stars_base_reaction_given: [77, paid(...crowd(1, HOUR))],
  stars_base_reaction_received: [77, paid(...crowd(1, HOUR))],
  stars_base_thread: [77, paid(opened)],
  stars_base_voice_tick: [77, paid(ticked(NOON))],
  stars_base_quest: [77, questOf],
  gold_per_level_up: [77, levels],
  coffee_gold_cost: [77, coffee],
  level_base: [50, levels],
  level_factor: [2, levels],
  cooldown_seconds: [5, paid(said(), said({}, NOON + 10 * SECOND))],
  max_reactions_per_pair_per_day: [1, paid(...[1, 2].map((n) => reacted(1n, madeAt(NOON - HOUR, n))))],
  reaction_memory_days: [1, paid(reacted(1n, madeAt(NOON - 2 * DAY)))],
  crowd_threshold: [2, paid(...crowd(4, HOUR))],
  burst_window_seconds: [7200, paid(...crowd(11, HOUR))],
  xp_cap_reaction_burst: [3, paid(...crowd(11, 60 * SECOND))],
  voice_ticks_per_hour: [1, paid(ticked(NOON), ticked(NOON + 60 * SECOND))],
  daily_xp_cap: [10, paid(said())],
  quality_length_medium: [10, paid(said({ length: 20 }))],
  quality_length_long: [10, paid(said({ length: 20 }))],
  quality_multiplier_medium: [3, paid(said({ length: 201 }))],
  quality_multiplier_long: [3, paid(levelled)],
  quality_multiplier_code: [3, paid(levelled)],
  quality_multiplier_link: [3, paid(levelled)],
  quality_multiplier_attachment: [3, paid(levelled)],
  quality_emoji_spam_threshold: [2, paid(said({ emoji_count: 3 }))],
  quality_penalty_emoji_spam: [0.2, paid(said({ emoji_count: 6 }))],
  quality_floor: [2, paid(said())],
};

/** A member has one level in the community, so the curve is one, too. */
const COMMUNITY_WIDE = ['level_base', 'level_factor'];
/** Proved beside their readers: what makes a tick, and what a quest is worth when it is written. */
const READ_ELSEWHERE = ['voice_min_members', 'xp_base_quest'];

const judging = Object.entries(SETTINGS)
  .filter(([, { category }]) => ['economy', 'anti_gaming', 'quality'].includes(category))
  .map(([key]) => key);

test('every setting that judging may depend on has a case', () => {
  expect(new Set([...Object.keys(CASES), ...READ_ELSEWHERE])).toEqual(new Set(judging));
});

describe.each(Object.entries(CASES))('%s', (key, [value, outcome]) => {
  const byDefault = {};
  const changed = { [key]: value };

  test('changed for the community, changes what happens in every guild', () => {
    for (const guild of [10n, 20n]) expect(outcome(changed, guild)).not.toEqual(outcome(byDefault, guild));
  });

  if (COMMUNITY_WIDE.includes(key)) {
    test('cannot be changed for one guild', () => {
      const settings = { [`${key}:10`]: value };
      expect(() => checkRuleSet({ ...defaultRuleSet('main'), settings })).toThrow(RuleSetError);
      expect(() => checkRuleSet({ ...defaultRuleSet('main'), settings })).toThrow(`${key}:10: `);
    });
  } else {
    test('changed for one guild, changes what happens there and nowhere else', () => {
      const own = { [`${key}:10`]: value };
      expect(outcome(own, 10n)).toEqual(outcome(changed, 10n));
      expect(outcome(own, 20n)).toEqual(outcome(byDefault, 20n));
    });
  }
});

test('what the lake keeps changes nothing that is earned', () => {
  const off = Object.fromEntries(
    Object.keys(SETTINGS)
      .filter((key) => key.startsWith('event_lake.source.'))
      .map((key) => [key, false]),
  );
  const everything = paid(said(), opened, ticked(NOON), ...crowd(2, HOUR));
  expect(everything(off, 10n)).toEqual(everything({}, 10n));
});
