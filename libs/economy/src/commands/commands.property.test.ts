import fc from 'fast-check';
import { rulesWith } from '../../test/given.js';
import { command, given, quest, story, template } from '../../test/given-commands.js';
import { LARGEST_FIGURE } from '../index.js';

const milestone = (id: number, xp_reward: number, gold_reward: number, requirement_value: number) =>
  template(id, { requirement_type: 'xp_milestone', requirement_value, xp_reward, gold_reward });

const rules = rulesWith({
  templates: [
    milestone(1, 50, 5, 100),
    milestone(2, 1000, 2_000_000_000, 150),
    milestone(3, 0, 30, 1_000_000),
  ],
  quests: [quest],
});

const member = fc.constantFrom('1', '2');
const actor = fc.constantFrom(1n, 2n);
const amount = fc.oneof(
  fc.integer({ min: -200, max: 300 }),
  fc.constantFrom(LARGEST_FIGURE, -LARGEST_FIGURE, 2_000_000_000),
);
const anyTemplate = fc.constantFrom(1, 2, 3);

const anyCommand = fc.oneof(
  fc.record({ member, xp: amount, gold: amount }).map((body) => command('award', { ...body, reason: 'r' })),
  actor.map((by) => command('spend_gold', { item: 'coffee' }, { actor: by })),
  fc.record({ member, template: anyTemplate }).map((body) => command('grant_achievement', body)),
  fc.record({ member, template: anyTemplate }).map((body) => command('revoke_achievement', body)),
  fc.record({ member, xp: fc.nat(LARGEST_FIGURE) }).map((body) => command('import_member', body)),
  anyTemplate.map((id) => command('sweep_template', { template: id, from: '1', to: '9' })),
  fc
    .record({
      member,
      xp: amount,
      gold: amount,
      levels: fc.array(fc.record({ level: fc.integer({ min: 1, max: 9 }), gold: fc.nat(90) }), {
        maxLength: 3,
      }),
      achievements: fc.array(fc.record({ template: anyTemplate, xp: fc.nat(90), gold: fc.nat(90) }), {
        maxLength: 3,
      }),
      taken: fc.array(anyTemplate, { maxLength: 2 }),
    })
    .map((body) => command('correct', { ...body, run: 'r1', seasons: [], reason: 'r' }, { actor: 0n })),
  actor.map((by) => command('claim_quest', { quest: 7 }, { actor: by })),
  fc.constant(null).map(() => command('complete_quest', { quest: 7 })),
);

test('no sequence of commands takes a figure out of its range, loses gold from the ledger or a level', () => {
  const open = given([], { quests: new Map([[7, { status: 'open', claimer: null }]]) });
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
      let state = open;
      const sums = new Map<bigint, { xp: number; gold: number }>();
      for (const each of commands) {
        const before = state;
        const step = story(rules, before, [each]);
        state = step.state;
        const [decision] = step.decisions;
        if (decision?.outcome.status === 'refused') expect(decision.rows).toEqual([]);
        for (const { userId, xpDelta, reasons } of decision?.rows ?? []) {
          const { xp, gold } = sums.get(userId) ?? { xp: 0, gold: 0 };
          sums.set(userId, { xp: xp + xpDelta, gold: gold + (reasons.gold_delta ?? 0) });
        }
        for (const [id, { xp, gold, level }] of state.members) {
          for (const figure of [xp, gold]) {
            expect(figure).toBeGreaterThanOrEqual(0);
            expect(figure).toBeLessThanOrEqual(LARGEST_FIGURE);
          }
          expect(sums.get(id)).toEqual({ xp, gold });
          expect(level).toBeGreaterThanOrEqual(before.members.get(id)?.level ?? 1);
          expect(level).toBeGreaterThanOrEqual(rules.levels.levelAt(xp));
        }
      }
    }),
    { numRuns: 300 },
  );
});
