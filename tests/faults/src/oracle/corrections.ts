import { achievement, append, bare, earn, isNew, type Origin, rise } from './journal.js';
import { type Line, type Model, noCounters, person } from './model.js';

/** What a correction says (section 6): figures to move, and what to have or to lose. */
export interface Correct {
  member: string;
  xp: number;
  gold: number;
  seasons: { season: number | null; stars: number; voice_minutes: number }[];
  levels: { level: number; gold: number }[];
  achievements: { template: number; xp: number; gold: number }[];
  taken: number[];
}

/** @returns why it is refused, or `null` once it is written */
export function correct(model: Model, said: Correct, origin: Origin): string | null {
  const { seasons, templates } = model.rules;
  const who = model.people.get(said.member);
  if (!who) return 'unknown_member';
  if (said.seasons.some(({ season }) => season !== null && !seasons.some(({ id }) => id === season)))
    return 'unknown_season';
  const known = said.achievements.flatMap((paid) => {
    const template = templates.find(({ id }) => id === paid.template);
    return template ? [{ ...template, xp_reward: paid.xp, gold_reward: paid.gold }] : [];
  });
  if (known.length < said.achievements.length) return 'unknown_template';

  // It counts for the seasons that it names; only what it makes somebody earn counts for the one it is sent in.
  const mine = { ...origin, season: null };
  const before = model.journal.length;
  const row = (suffix: string, line: Partial<Line>) =>
    append(model, { ...bare(mine), id: `${origin.id}${suffix}`, type: 'MANUAL_AWARD', ...line });
  const [xp, gold] = [atMostThere(who.xp, said.xp), atMostThere(who.gold, said.gold)];
  if (xp !== 0 || gold !== 0) row('', { xp, gold });
  for (const [index, part] of said.seasons.entries()) {
    const moved = movedBy(model, said.member, part);
    if (moved.stars !== 0 || moved.minutes !== 0) row(`:season:${index}`, moved);
  }
  for (const taken of said.taken) if (who.earned.has(taken)) row(`:taken:${taken}`, { taken });
  for (const { level, gold: paid } of [...said.levels].sort((a, b) => a.level - b.level))
    if (level > who.level) row(`:level:${level}`, { type: 'LEVEL_UP', level, gold: paid });
  for (const template of known)
    if (isNew(model, mine, template.id)) append(model, achievement(mine, template));
  if (model.journal.length === before) return 'nothing_to_do';
  rise(model, origin.guild, mine);
  earn(model, [origin]);
  return null;
}

/** Of a movement, no more is taken than is there. */
const atMostThere = (figure: number, by: number): number => (figure + by < 0 ? 0 - figure : by);

/** What is taken of a season is there over all time and in that season; a closed one no longer moves. */
function movedBy(model: Model, user: string, { season: named, ...by }: Correct['seasons'][number]) {
  const season = named !== null && model.closedSeasons.has(named) ? null : named;
  const inSeason = model.seasons.get(`${user} ${season}`) ?? { stars: 0, counters: noCounters() };
  const figures = [person(model, user), ...(season === null ? [] : [inSeason])];
  return {
    season,
    stars: figures.reduce((left, { stars }) => atMostThere(stars, left), by.stars),
    minutes: figures.reduce(
      (left, { counters }) => atMostThere(counters.voice_minutes, left),
      by.voice_minutes,
    ),
  };
}
