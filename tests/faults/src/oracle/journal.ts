import { type CounterName, type Line, type Model, noCounters, person } from './model.js';
import { leftAt, setting } from './rules.js';

const COUNTS: Record<string, CounterName> = {
  MESSAGE: 'messages_sent',
  REACTION_GIVEN: 'reactions_given',
  REACTION_RECEIVED: 'reactions_received',
  THREAD_CREATE: 'threads_created',
};

/** Whom a row is written for, and where: what its levels and achievements take over from it. */
export type Origin = Pick<Line, 'id' | 'user' | 'at' | 'season' | 'category' | 'isHistory'> & {
  guild: string | null;
};

/** Writes a row and the levels that it brings (rules of the economy, section 4). @param paysLevels not for imports */
export function write(model: Model, guild: string | null, line: Line, paysLevels = true): void {
  append(model, line);
  rise(model, guild, line, paysLevels);
}

/** Writes the levels that somebody has the XP for, each named after what brought it. */
export function rise(
  model: Model,
  guild: string | null,
  line: Omit<Origin, 'guild'>,
  paysLevels = true,
): void {
  const who = person(model, line.user);
  while (leftAt(model.rules, who.level) <= who.xp) {
    const level = who.level + 1;
    append(model, {
      ...bare(line),
      id: `${line.id}:level:${level}`,
      type: 'LEVEL_UP',
      gold: paysLevels ? setting(model.rules, 'gold_per_level_up', guild) : 0,
      level,
    });
  }
}

/** Gives every achievement that somebody newly qualifies for, until there are no more (section 5). */
export function earn(model: Model, origins: readonly Origin[]): void {
  for (;;) {
    const met = origins.flatMap((origin) =>
      model.rules.templates
        .filter((template) => template.active && isNew(model, origin, template.id))
        .filter((template) => qualifies(model, origin, template))
        .map((template) => ({ origin, template })),
    );
    if (met.length === 0) return;
    met.sort((a, b) => a.template.id - b.template.id);
    for (const { origin, template } of met) write(model, origin.guild, achievement(origin, template));
  }
}

export const achievement = (origin: Origin, template: Model['rules']['templates'][number]): Line => ({
  ...bare(origin),
  id: `${origin.id}:ach:${template.id}`,
  type: 'ACHIEVEMENT_EARNED',
  xp: template.xp_reward,
  gold: template.gold_reward,
  template: template.id,
});

export function isNew(model: Model, { user }: Pick<Origin, 'user'>, template: number): boolean {
  const { earned, revoked } = person(model, user);
  return !earned.has(template) && !revoked.has(template);
}

export function qualifies(
  model: Model,
  { user, season }: Pick<Origin, 'user' | 'season'>,
  template: Model['rules']['templates'][number],
): boolean {
  const { requirement_value: value, requirement_field: field, requirement_scope: scope } = template;
  const who = person(model, user);
  const inSeason = season === null ? undefined : model.seasons.get(`${user} ${season}`);
  const counters = scope === 'season' ? inSeason?.counters : who.counters;
  const stars = scope === 'season' ? inSeason?.stars : who.stars;
  if (value === null) return false;
  if (template.requirement_type === 'xp_milestone') return who.xp >= value;
  if (template.requirement_type === 'star_threshold') return stars !== undefined && stars >= value;
  if (template.requirement_type !== 'counter_threshold' || field === null) return false;
  return counters !== undefined && counters[field as CounterName] >= value;
}

export const bare = ({
  user,
  at,
  season,
  category,
  isHistory,
}: Omit<Origin, 'guild'>): Omit<Line, 'id' | 'type'> => ({
  user,
  at,
  season,
  category,
  isHistory,
  xp: 0,
  stars: 0,
  gold: 0,
  denial: null,
});

/** Writes a row, and nothing that follows from it. */
export function append(model: Model, line: Line): void {
  model.journal.push(line);
  model.told.push(line);
  const who = person(model, line.user);
  who.xp += line.xp;
  who.stars += line.stars;
  who.gold += line.gold;
  if (line.level !== undefined) who.level = line.level;
  if (line.template !== undefined) {
    who.earned.add(line.template);
    who.revoked.delete(line.template);
  }
  if (line.revoked !== undefined) {
    who.earned.delete(line.revoked);
    who.revoked.add(line.revoked);
  }
  if (line.taken !== undefined) who.earned.delete(line.taken);
  count(who.counters, line);
  if (line.season === null) return;
  const key = `${line.user} ${line.season}`;
  const season = model.seasons.get(key) ?? { stars: 0, counters: noCounters() };
  season.stars += line.stars;
  count(season.counters, line);
  model.seasons.set(key, season);
}

function count(counters: Record<CounterName, number>, line: Line): void {
  const isOfVoice = line.type === 'VOICE_TICK' || line.type === 'MANUAL_AWARD';
  if (isOfVoice && line.denial === null) counters.voice_minutes += line.minutes ?? 0;
  const counter = COUNTS[line.type];
  if (counter && line.denial !== 'self_reaction' && line.denial !== 'repeat_reaction') counters[counter] += 1;
}
