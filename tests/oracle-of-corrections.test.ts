import {
  type Command,
  type CommandJson,
  decodeCommand,
  defaultRuleSet,
  encodeCommand,
} from '@synapse/contracts';
import { openRules, statKey } from '@synapse/economy';
import { buildCommand, type Random, seededRandom } from '@synapse/testkit';
import { given, season, story, template } from '../libs/economy/test/given-commands';
import { randomCorrection } from './faults/src/life/corrections';
import { COUNTERS } from './faults/src/oracle/model';
import { foretell } from './faults/src/oracle/oracle';

const DAY_MS = 86_400_000;
const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const MEMBERS = ['1', '2'];

const rules = {
  ...defaultRuleSet('main'),
  version: 1,
  // The first goes on; the second is over, and closed.
  seasons: [season(DAY_MS), { ...season(-900), id: 2 }],
  templates: Array.from({ length: 15 }, (_, n) => template(n + 1, meeting(n))),
};

/** What is met by XP, by stars and by minutes in voice, in a season and ever, or by nothing. */
function meeting(n: number): Parameters<typeof template>[1] {
  const requirement_scope = n % 2 === 0 ? 'season' : 'lifetime';
  const met = { requirement_scope, requirement_value: 4 * n, xp_reward: 7 * n } as const;
  if (n % 4 === 1) return { ...met, requirement_type: 'xp_milestone', requirement_value: 30 * n };
  if (n % 4 === 2) return { ...met, requirement_type: 'star_threshold' };
  if (n % 4 === 3)
    return { ...met, requirement_type: 'counter_threshold', requirement_field: 'voice_minutes' };
  return {};
}

function randomCommand(random: Random, n: number): CommandJson {
  const of = { member: random.pick(MEMBERS) };
  const change = { id: `c-${n}`, at: new Date(AT).toISOString(), guild_id: random.pick(['10', null]) };
  const achievement = { ...of, template: random.int(1, 15) };
  const kind = random.pick(['award', 'grant', 'revoke', 'correct', 'correct', 'correct']);
  if (kind === 'award') return buildCommand('award', { ...of, xp: random.int(1, 90), reason: 'r' }, change);
  if (kind === 'grant') return buildCommand('grant_achievement', achievement, change);
  if (kind === 'revoke') return buildCommand('revoke_achievement', achievement, change);
  return buildCommand('correct', { ...of, ...randomCorrection(random) }, change);
}

function inCode(command: CommandJson): Command {
  const decoded = decodeCommand(encodeCommand(command));
  if (!('command' in decoded)) throw new Error(decoded.unreadable.detail);
  return decoded.command;
}

test.each(Array.from({ length: 60 }, (_, n) => n + 1))(
  'the naive model puts right what the economy does, by seed %i',
  (seed) => {
    const random = seededRandom(seed);
    const commands = Array.from({ length: 25 }, (_, n) => randomCommand(random, n));
    const closing = buildCommand('close_season', { season: 2 }, { at: new Date(AT).toISOString() });
    const told = foretell([
      { kind: 'rules', sequence: 1, rules },
      ...[closing, ...commands].map((command) => ({
        kind: 'command' as const,
        sequence: 2,
        command: JSON.parse(encodeCommand(command).toString()),
      })),
    ]);
    const { decisions, state } = story(
      openRules(rules),
      given([], { closedSeasons: new Set([2]) }),
      commands.map(inCode),
    );
    expect(
      [...told.outcomes.values()].slice(1).map(({ outcome }) => [outcome.status, outcome.reason]),
    ).toEqual(decisions.map(({ outcome }) => [outcome.status, outcome.reason]));
    expect(
      told.journal.map((line) => [line.id, line.type, line.xp, line.stars, line.gold, line.season]),
    ).toEqual(
      decisions.flatMap(({ rows }) =>
        rows.map((row) => [
          ...[row.sourceEventId, row.interaction, row.xpDelta, row.starDelta, row.reasons.gold_delta ?? 0],
          row.seasonId,
        ]),
      ),
    );
    for (const { id, xp, gold, stars, level, counters, earned, revoked } of told.people.values()) {
      const figures = { xp, gold, stars, level, ...counters, earned, revoked };
      expect(state.members.get(BigInt(id))).toMatchObject(figures);
    }
    const stats = [...told.seasons].map(([key, { stars, counters }]) => {
      const [user = '', of] = key.split(' ');
      return [statKey(BigInt(user), Number(of)), [stars, ...COUNTERS.map((name) => counters[name])]];
    });
    expect(Object.fromEntries(stats)).toEqual(
      Object.fromEntries(
        [...state.stats].map(([key, stat]) => [
          key,
          [stat.seasonStars, ...COUNTERS.map((name) => stat[name])],
        ]),
      ),
    );
  },
);
