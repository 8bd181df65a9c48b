import { changeRuleSet, defaultRuleSet, type RuleChanges, type RuleSet } from '@synapse/contracts';
import fc from 'fast-check';
import { madeAt, message, reaction, voiceTick } from '../../test/given.js';
import { AT, command, season, template } from '../../test/given-commands.js';
import { type Happening, live } from '../../test/given-log.js';
import { createWhatIf, type Difference, type Member, openRules, type Recorded } from '../index.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

const milestone = (id: number, requirement_value: number, xp_reward: number) =>
  template(id, { requirement_type: 'xp_milestone', requirement_value, xp_reward });

const ruleSet = (version: number): RuleSet => ({
  ...defaultRuleSet('main'),
  version,
  settings:
    version === 2 ? { cooldown_seconds: 120, gold_per_level_up: 20, level_factor: 1.1 } : { level_base: 30 },
  seasons: [season(200 * MINUTE)],
  templates: [
    milestone(1, 60, 25),
    template(2, {
      requirement_type: 'star_threshold',
      requirement_scope: 'season',
      requirement_value: 4,
      xp_reward: 40,
    }),
    template(3, {
      requirement_type: 'counter_threshold',
      requirement_field: 'voice_minutes',
      requirement_value: 20,
    }),
    template(4, { xp_reward: 30 }),
    milestone(5, 150, 10),
  ],
  categories: [
    {
      id: 1,
      guild_id: '10',
      name: 'Talk',
      active: true,
      channels: ['100'],
      multipliers: [{ interaction_type: 'MESSAGE', xp_multiplier: 2, star_multiplier: 1 }],
    },
  ],
});

const member = fc.integer({ min: 1, max: 3 });
let made = 0;
const id = (kind: string) => {
  made += 1;
  return `${kind}:${made}`;
};

const anyFact = fc.oneof(
  fc.record({ by: member, channel: fc.constantFrom(100n, 101n), length: fc.constantFrom(20, 300) }).map(
    ({ by, channel, length }) =>
      (at: number) =>
        message({ length }, { id: id('msg'), userId: BigInt(by), channelId: channel, at }),
  ),
  fc.record({ by: member, to: member, of: fc.nat(2) }).map(({ by, to, of }) => (at: number) => {
    const payload = { emoji_name: '👍', message_id: madeAt(AT - MINUTE, of), parent_channel_id: null };
    return reaction({ id: id('rxn_add'), userId: BigInt(by), targetId: BigInt(to), at, payload });
  }),
  member.map((by) => (at: number) => ({ ...voiceTick(), id: id('voice_tick'), userId: BigInt(by), at })),
);

const name = member.map(String);
const anyTemplate = fc.integer({ min: 1, max: 5 });
const anyCommand = fc.oneof(
  fc
    .record({ member: name, xp: fc.integer({ min: -40, max: 90 }), gold: fc.integer({ min: -9, max: 40 }) })
    .map((body) => (at: number) => command('award', { ...body, reason: 'r' }, { at })),
  member.map((by) => (at: number) => command('spend_gold', { item: 'coffee' }, { actor: BigInt(by), at })),
  fc
    .record({ member: name, template: anyTemplate })
    .map((body) => (at: number) => command('grant_achievement', body, { at })),
  fc
    .record({ member: name, template: anyTemplate })
    .map((body) => (at: number) => command('revoke_achievement', body, { at })),
  fc
    .record({ member: name, xp: fc.nat(200) })
    .map((body) => (at: number) => command('import_member', body, { at })),
  anyTemplate.map(
    (of) => (at: number) => command('sweep_template', { template: of, from: '1', to: '9' }, { at }),
  ),
  fc
    .record({
      member: name,
      xp: fc.integer({ min: -30, max: 90 }),
      level: fc.integer({ min: 2, max: 6 }),
      of: anyTemplate,
    })
    .map(({ member: who, xp, level, of }) => (at: number) => {
      const levels = [{ level, gold: 3 }];
      const achievements = [{ template: of, xp: 7, gold: 1 }];
      const seasons = [{ season: 1, stars: 2, voice_minutes: 10 }];
      const body = {
        member: who,
        run: 'r1',
        xp,
        gold: 1,
        seasons,
        levels,
        achievements,
        taken: [5 - of || 1],
      };
      return command('correct', { ...body, reason: 'r' }, { actor: 0n, at });
    }),
);

/** Things that happen minute by minute, some of them late. */
const anyLog = (happening: fc.Arbitrary<(at: number) => object>, latest: number) =>
  fc
    .array(
      fc.record({
        happening,
        late: fc.constantFrom(0, 0, 0, 7 * MINUTE),
        seconds: fc.constantFrom(10, 60, 400),
      }),
      { minLength: 1, maxLength: 60 },
    )
    .map((all): Happening[] => {
      let now = AT;
      return all.map(({ happening: make, late, seconds }, index) => {
        now += seconds * 1000;
        const made = make(now - late);
        const version = latest === 1 || index < all.length / 2 ? 1 : 2;
        return { version, ...('payload' in made ? { fact: made } : { command: made }) } as Happening;
      });
    });

const opened = new Map<string, ReturnType<typeof openRules>>();
const rulesOf = (changes: RuleChanges) => (version: number) => {
  const key = JSON.stringify([changes, version]);
  const rules = opened.get(key) ?? openRules(changeRuleSet(ruleSet(version), changes));
  opened.set(key, rules);
  return rules;
};

function whatIf(journal: readonly Recorded[], changes: RuleChanges, since: number, until: number) {
  const rules = rulesOf({});
  const changed = rulesOf(changes);
  const run = createWhatIf({ rules, changed, since, until, memoryMs: 20 * DAY });
  for (const each of journal) run.step(each);
  return { differences: run.differences(changed(1)), facts: run.facts };
}

test('rules that change nothing make no difference, over any span of any log, whatever the lake has lost', () => {
  const span = fc.record({ from: fc.integer({ min: -60, max: 240 }), minutes: fc.nat(300) });
  const log = anyLog(fc.oneof({ weight: 4, arbitrary: anyFact }, { weight: 1, arbitrary: anyCommand }), 2);
  fc.assert(
    fc.property(log, span, fc.array(fc.nat(59), { maxLength: 5 }), (happenings, { from, minutes }, lost) => {
      const { journal } = live(happenings, rulesOf({}));
      const lake = journal.map(({ rows, fact }, index) => ({
        rows,
        fact: lost.includes(index) ? null : fact,
      }));
      const since = AT + from * MINUTE;
      const { differences, facts } = whatIf(lake, {}, since, since + minutes * MINUTE);
      expect(differences).toEqual([]);
      if (lost.length === 0) expect(facts).toMatchObject({ missing: 0, unexplained: 0 });
    }),
    { numRuns: 300 },
  );
});

const anyChange: fc.Arbitrary<RuleChanges> = fc.oneof(
  fc
    .record({
      xp_base_message: fc.nat(60),
      stars_base_message: fc.nat(4),
      cooldown_seconds: fc.constantFrom(0, 30, 90, 500),
      daily_xp_cap: fc.constantFrom(0, 50, 200),
      gold_per_level_up: fc.nat(80),
      voice_ticks_per_hour: fc.nat(6),
      max_reactions_per_pair_per_day: fc.nat(4),
      level_base: fc.integer({ min: 10, max: 200 }),
    })
    .map((settings) => ({ settings })),
  fc
    .record({ xp: fc.nat(4), stars: fc.nat(3), reward: fc.nat(90), value: fc.nat(200) })
    .map(({ xp, stars, reward, value }) => ({
      multipliers: [{ category: 1, interaction: 'MESSAGE' as const, xp, stars }],
      templates: [{ id: 1, requirement_value: value, xp_reward: reward }],
      channels: [{ channel: '101', category: 1 }],
    })),
);

const figures = (one: Member | undefined) =>
  one && {
    xp: one.xp,
    gold: one.gold,
    stars: one.stars,
    level: one.level,
    minutes: one.voice_minutes,
    earned: [...one.earned].sort(),
  };

/** Applies what a what-if found, as the engine would with the changed rules in force. */
function applied(
  state: ReturnType<typeof live>['state'],
  found: readonly Difference[],
  changes: RuleChanges,
) {
  const happenings = found.map(({ before, correction }): Happening => {
    const body = { member: String(before.id), run: 'r1', ...correction, taken: [], reason: 'r' };
    return { version: 1, command: command('correct', body, { actor: 0n }) };
  });
  return live(happenings, rulesOf(changes), state).state;
}

test('over a whole log, applied, it gives what those rules would have given from the start', () => {
  fc.assert(
    fc.property(anyLog(anyFact, 1), anyChange, (happenings, changes) => {
      const { journal, state } = live(happenings, rulesOf({}));
      const { differences, facts } = whatIf(journal, changes, 0, Number.POSITIVE_INFINITY);
      expect(facts).toMatchObject({ missing: 0, unexplained: 0 });
      const there = applied(state, differences, changes);
      const wanted = live(happenings, rulesOf(changes)).state;
      const kept = new Set(
        differences
          .filter(
            ({ kept: { levels, achievements }, clamped }) =>
              clamped || levels.length + achievements.length > 0,
          )
          .map(({ before }) => before.id),
      );
      for (const [who, one] of wanted.members) {
        if (kept.has(who)) continue;
        expect(figures(there.members.get(who))).toEqual(figures(one));
      }
      for (const [key, stat] of wanted.stats) {
        const { seasonStars, voice_minutes } = there.stats.get(key) ?? stat;
        expect({ seasonStars, voice_minutes }).toEqual({
          seasonStars: stat.seasonStars,
          voice_minutes: stat.voice_minutes,
        });
      }
      for (const { before, after } of differences) expect(there.members.get(before.id)).toMatchObject(after);
    }),
    { numRuns: 300 },
  );
});
