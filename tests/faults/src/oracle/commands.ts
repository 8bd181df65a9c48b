import { createHash } from 'node:crypto';
import { type Correct, correct } from './corrections.js';
import { erase, isErased } from './erasure.js';
import { achievement, bare, earn, isNew, type Origin, qualifies, write } from './journal.js';
import type { RawCommand } from './log-reader.js';
import { type Line, type Model, person } from './model.js';
import { leftAt, seasonAt, setting } from './rules.js';

type Answer = { status: string; reason?: string };
const APPLIED: Answer = { status: 'applied' };
const refused = (reason: string): Answer => ({ status: 'refused', reason });

const ISSUERS: Record<string, string[]> = {
  admin: [
    ...['award', 'grant_achievement', 'revoke_achievement', 'complete_quest', 'import_member'],
    ...['sweep_template', 'close_season', 'forget_before', 'correct', 'erase_member'],
  ],
  bot: ['spend_gold', 'link_github', 'set_preference', 'claim_quest', 'release_quest', 'erase_member'],
};

/** What stands in the journal for a command: no admin is named there, nor an id too long for the column. */
export function sourceOf({ issuer, actor, id }: Pick<RawCommand, 'issuer' | 'actor' | 'id'>): string {
  const digest = (text: string) => `~${createHash('sha256').update(text).digest('hex').slice(0, 22)}`;
  if (issuer === 'admin' && actor !== '0') return `admin:${digest(`${actor}:${id}`)}`;
  const whole = `${issuer}:${actor}:${id}`;
  return whole.length > 50 ? `${issuer}:${actor}:${digest(id)}` : whole;
}

/** Section 6: the same id again has one effect and the same answer. */
export function takeCommand(model: Model, command: RawCommand): void {
  const { issuer, actor, id, type } = command;
  const key = `${issuer}:${actor}:${id}`;
  const isErasure = type === 'erase_member';
  if (isErasure ? model.erasures.has(key) : model.outcomes.has(key)) return;
  const outcome = decide(model, command);
  // What the erased ask for leaves no trace, and an erasure that is refused none either.
  const isRefused = outcome.status === 'refused';
  if (isRefused && (isErasure || isErased(model, actor, Date.parse(command.at)))) return;
  model.settled.push(sourceOf(command));
  if (isErasure) model.erasures.add(key);
  else model.outcomes.set(key, { actor, outcome });
}

function decide(model: Model, command: RawCommand): Answer {
  const at = Date.parse(command.at);
  const about = [command.actor, String(command.member)];
  if (about.some((member) => isErased(model, member, at))) return refused('erased');
  const isAllowed = ISSUERS[command.issuer]?.includes(command.type);
  if (!isAllowed || (command.issuer === 'bot' && command.actor === '0')) return refused('not_allowed');
  const season = seasonAt(model.rules, at);
  const origin = (user: unknown, guild = command.guild_id ?? null): Origin => ({
    id: sourceOf(command),
    user: String(user),
    at,
    season: season && !model.closedSeasons.has(season.id) ? season.id : null,
    category: null,
    guild,
    isHistory: false,
  });
  const rest = { at, origin };
  switch (command.type) {
    case 'award':
    case 'import_member':
      return giveXp(model, command, rest);
    case 'grant_achievement':
    case 'revoke_achievement':
    case 'sweep_template':
      return achievements(model, command, rest);
    case 'correct': {
      const reason = correct(model, command as unknown as Correct, origin(command.member));
      return reason === null ? APPLIED : refused(reason);
    }
    case 'spend_gold':
      return spend(model, command, rest);
    case 'close_season':
      return closeSeason(model, command, rest);
    case 'forget_before':
      return forget(model, command, rest);
    case 'erase_member':
      return eraseMember(model, command, rest);
    case 'claim_quest':
    case 'release_quest':
    case 'complete_quest':
      return quests(model, command, rest);
    default:
      person(model, command.actor);
      return APPLIED;
  }
}

interface Rest {
  at: number;
  origin: (user: unknown, guild?: string | null) => Origin;
}

function pay(model: Model, origin: Origin, line: Partial<Line> & { type: string }, paysLevels = true): void {
  write(model, origin.guild, { ...bare(origin), id: origin.id, ...line }, paysLevels);
  earn(model, [origin]);
}

function giveXp(model: Model, command: RawCommand, { origin }: Rest): Answer {
  const known = model.people.get(String(command.member));
  const isImport = command.type === 'import_member';
  const level = command.level as number | undefined;
  const figure = level === undefined ? Number(command.xp) : level === 1 ? 0 : leftAt(model.rules, level - 1);
  const xp = isImport ? figure - (known?.xp ?? 0) : Number(command.xp ?? 0);
  const gold = isImport ? 0 : Number(command.gold ?? 0);
  if (isImport ? xp <= 0 : xp === 0 && gold === 0) return refused('nothing_to_do');
  if ((known?.xp ?? 0) + xp < 0 || (known?.gold ?? 0) + gold < 0) return refused('out_of_range');
  pay(model, origin(command.member), { type: 'MANUAL_AWARD', xp, gold, isAward: !isImport }, !isImport);
  return APPLIED;
}

function achievements(model: Model, command: RawCommand, { origin }: Rest): Answer {
  const template = model.rules.templates.find(({ id }) => id === command.template);
  const known = model.people.get(String(command.member));
  if (!template || (command.type !== 'revoke_achievement' && !template.active))
    return refused('unknown_template');
  if (command.type === 'sweep_template') {
    const inRange = [...model.people.keys()]
      .filter(
        (id) => BigInt(command.from as string) <= BigInt(id) && BigInt(id) <= BigInt(command.to as string),
      )
      .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    for (const id of inRange) {
      const mine = { ...origin(id), id: `${sourceOf(command)}:${id}` };
      if (!isNew(model, mine, template.id) || !qualifies(model, mine, template)) continue;
      write(model, mine.guild, achievement(mine, template));
      earn(model, [mine]);
    }
    return APPLIED;
  }
  const mine = origin(command.member);
  if (command.type === 'grant_achievement') {
    if (known?.earned.has(template.id)) return refused('already_earned');
    const granted = achievement(mine, template);
    write(model, mine.guild, granted);
    // What a row brings is named after the row.
    earn(model, [{ ...mine, id: granted.id }]);
    return APPLIED;
  }
  if (!known) return refused('unknown_member');
  if (!known.earned.has(template.id)) return refused('not_earned');
  const paid = model.journal.findLast(({ user, template: of }) => user === known.id && of === template.id);
  const xp = 0 - Math.min(paid?.xp ?? 0, known.xp);
  const gold = 0 - Math.min(paid?.gold ?? 0, known.gold);
  pay(model, mine, { type: 'MANUAL_AWARD', xp, gold, revoked: template.id });
  return APPLIED;
}

function spend(model: Model, command: RawCommand, { origin }: Rest): Answer {
  const known = model.people.get(command.actor);
  const cost = setting(model.rules, 'coffee_gold_cost', command.guild_id);
  if (!known) return refused('unknown_member');
  if (known.gold < cost) return refused('insufficient_gold');
  pay(model, origin(known.id), { type: 'MANUAL_AWARD', gold: -cost });
  return APPLIED;
}

function closeSeason(model: Model, command: RawCommand, { at }: Rest): Answer {
  const season = model.rules.seasons.find(({ id }) => id === command.season);
  if (!season) return refused('unknown_season');
  const isOver = Date.parse(season.ends_at) <= at;
  if (!isOver || model.closedSeasons.has(season.id)) return refused('wrong_state');
  model.closedSeasons.add(season.id);
  for (const key of [...model.counters.keys()]) if (key.endsWith(' season')) model.counters.delete(key);
  return APPLIED;
}

function forget(model: Model, command: RawCommand, { at }: Rest): Answer {
  const before = Date.parse(command.before as string);
  if (before > at) return refused('out_of_range');
  if (before <= model.horizon) return refused('nothing_to_do');
  model.horizon = before;
  return APPLIED;
}

function eraseMember(model: Model, command: RawCommand, { at }: Rest): Answer {
  const named = command.member as string | undefined;
  if (command.issuer === 'admin' ? !named : named !== undefined && named !== command.actor)
    return refused('not_allowed');
  erase(model, named ?? command.actor, at);
  return APPLIED;
}

function quests(model: Model, command: RawCommand, { origin }: Rest): Answer {
  const quest = model.rules.quests.find(({ id }) => id === command.quest);
  if (!quest) return refused('unknown_quest');
  const state = model.quests.get(quest.id) ?? { status: 'open', claimer: null };
  const move = (status: string, claimer: string | null) => {
    person(model, claimer ?? command.actor);
    model.quests.set(quest.id, { status, claimer });
    return APPLIED;
  };
  if (command.type === 'claim_quest')
    return quest.active && state.status === 'open' ? move('claimed', command.actor) : refused('wrong_state');
  if (state.status !== 'claimed') return refused('wrong_state');
  if (command.type === 'release_quest')
    return state.claimer === command.actor ? move('open', null) : refused('not_claimer');
  const mine = origin(state.claimer, quest.guild_id);
  const stars = setting(model.rules, 'stars_base_quest', quest.guild_id);
  const { xp_reward: xp, gold_reward: gold } = quest;
  pay(model, mine, { type: 'QUEST_COMPLETE', xp, gold, stars });
  return move('complete', state.claimer);
}
