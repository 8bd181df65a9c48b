import { type CommandJson, defaultRuleSet, type FactJson, historySubject } from '@synapse/contracts';
import { buildCommand, buildFact, publishFacts, publishRules, seededRandom } from '@synapse/testkit';
import { later, type useEngine } from './engine.js';
import { FACTS, life, MINUTE, rules } from './life.js';

type Engine = ReturnType<typeof useEngine>;

/** Where a life's rules change. */
export const HALF = FACTS / 2;
const quests = [7, 8].map((id) => ({
  id,
  guild_id: '10',
  title: `Quest ${id}`,
  xp_reward: 130,
  gold_reward: 20,
  active: true,
}));

const correction = {
  run: 'r1',
  xp: 0,
  gold: 0,
  seasons: [{ season: 9, stars: 2, voice_minutes: 10 }],
  levels: [],
  achievements: [],
  taken: [],
  reason: 'what-if r1',
};

/** Asked for by the member. @param at up to when what they did stays out */
export const erase = (actor: string, at: string) =>
  buildCommand('erase_member', {}, { issuer: 'bot', actor, at });

/** What is asked for in the first half of a life; then in the second, two of it again. */
const first = () => [
  buildCommand('award', { member: '1', xp: 90, gold: 160, reason: 'a talk' }, { id: 'talk' }),
  buildCommand('claim_quest', { quest: 7 }),
  buildCommand('claim_quest', { quest: 8 }, { actor: '2' }),
  buildCommand('set_preference', { announce_awards: false }),
  buildCommand('link_github', { username: 'octo-cat' }),
  buildCommand('grant_achievement', { member: '9', template: 1 }),
  buildCommand('grant_achievement', { member: '9', template: 2 }),
  buildCommand('revoke_achievement', { member: '9', template: 2 }),
  buildCommand('grant_achievement', { member: '9', template: 3 }),
  buildCommand('spend_gold', { item: 'coffee' }),
  erase('5', later(HALF * MINUTE)),
];
const second = () => [
  buildCommand('award', { member: '1', xp: 90, gold: 160, reason: 'a talk' }, { id: 'talk' }),
  buildCommand('award', { member: '1', xp: 91, reason: 'a talk' }, { id: 'talk' }),
  buildCommand('complete_quest', { quest: 7 }),
  buildCommand('release_quest', { quest: 8 }, { actor: '2' }),
  buildCommand('claim_quest', { quest: 8 }, { actor: '3' }),
  buildCommand('revoke_achievement', { member: '9', template: 1 }),
  buildCommand('grant_achievement', { member: '9', template: 2 }),
  buildCommand('import_member', { member: '10', xp: 0, level: 5 }),
  buildCommand('sweep_template', { template: 3, from: '1', to: '9' }, { actor: '0' }),
  buildCommand('spend_gold', { item: 'coffee' }, { actor: '6' }),
  buildCommand('correct', { ...correction, member: '9', seasons: [], taken: [3] }),
  buildCommand('correct', { ...correction, member: '1', xp: -20, gold: 3 }),
  buildCommand('close_season', { season: 9 }, { actor: '0', at: later(FACTS * MINUTE) }),
  buildCommand('forget_before', { before: later(HALF * MINUTE) }, { at: later(FACTS * MINUTE) }),
];

/** Commands that are settled in a life, each counted once. */
export const commandsOfLife = [...first(), ...second().slice(2)];

/** Puts facts and commands in the log, well mixed. @returns the last sequence */
async function happen(
  engine: Engine,
  facts: readonly FactJson[],
  commands: readonly CommandJson[],
  seed: number,
) {
  const random = seededRandom(seed);
  const each = Math.floor(facts.length / commands.length);
  let last = 0;
  for (const [index, command] of commands.entries()) {
    const from = index * each;
    const to = index === commands.length - 1 ? facts.length : from + each;
    const cut = from + Math.floor(random.next() * (to - from));
    await publishFacts(engine.bus, 'main', facts.slice(from, cut));
    last = await engine.publish(command);
    if (cut < to) last = await publishFacts(engine.bus, 'main', facts.slice(cut, to));
  }
  return last;
}

/** A life with everything in it that the engine judges, in two halves. */
export function livingWith(engine: Engine) {
  const facts = life(11);
  return { liveOnce, liveOn };

  /** Half a life under the first rules. */
  async function liveOnce(): Promise<void> {
    await engine.define({ ...rules(1), quests });
    await publishFacts(engine.bus, 'main', ['not a fact', ...facts.slice(0, 3)]);
    await engine.committed(await happen(engine, facts.slice(0, HALF), first(), 1));
  }

  /** The other half, under other rules, with repetitions of the first and a past that is imported. */
  async function liveOn(): Promise<number> {
    const body = { ...defaultRuleSet('main'), ...rules(2), quests };
    await engine.rows(`insert into rule_sets (community, version, body) values ('main', 2, $1)`, [body]);
    await publishRules(engine.bus, 'main', { ...rules(2), quests });
    const past = buildFact('message_create', { id: 'msg:past', at: later(-100 * MINUTE), user_id: '4' });
    await publishFacts(engine.bus, 'main', [past, ...facts.slice(20, 30)], historySubject);
    await publishFacts(engine.bus, 'main', ['not a fact either', ...facts.slice(10, 20)]);
    return happen(engine, facts.slice(HALF), second(), 2);
  }
}
