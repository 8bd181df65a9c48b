import type { RuleSetTemplate } from '@synapse/contracts';
import { type Cause, inherited, type JournalRow } from './journal.js';
import { LARGEST_FIGURE } from './level-curve.js';
import type { Member } from './member.js';
import type { SeasonStat } from './state.js';

/** What a template is held against. */
export interface Figures {
  readonly member: Member;
  /** Of the season that the fact counts for, if any. */
  readonly stat: SeasonStat | undefined;
}

/** Tells whether somebody qualifies (rules of the economy, section 5). A null value never meets. */
export function isMet(template: RuleSetTemplate, { member, stat }: Figures): boolean {
  const { requirement_value: value, requirement_type: type, requirement_scope: scope } = template;
  if (value === null) return false;
  const isSeason = scope === 'season';
  if (isSeason && !stat && type !== 'xp_milestone') return false;
  switch (type) {
    case 'counter_threshold': {
      const field = template.requirement_field;
      return field !== null && ((isSeason ? stat?.[field] : member[field]) ?? 0) >= value;
    }
    case 'star_threshold':
      return ((isSeason ? stat?.seasonStars : member.stars) ?? 0) >= value;
    case 'xp_milestone':
      return member.xp >= value;
    case 'custom':
      return false;
  }
}

/** The templates that somebody newly qualifies for, by their id. */
export const newlyMet = (templates: readonly RuleSetTemplate[], figures: Figures): RuleSetTemplate[] =>
  templates.filter(
    (template) =>
      !figures.member.earned.has(template.id) &&
      !figures.member.revoked.has(template.id) &&
      isMet(template, figures),
  );

/** The journal row of an achievement; its rewards are paid with it, as far as they fit. */
export function achievementRow(template: RuleSetTemplate, member: Member, cause: Cause): JournalRow {
  const xp = Math.min(template.xp_reward, LARGEST_FIGURE - member.xp);
  const gold = Math.min(template.gold_reward, LARGEST_FIGURE - member.gold);
  return {
    userId: member.id,
    interaction: 'ACHIEVEMENT_EARNED',
    sourceSystem: cause.sourceSystem,
    // Both sides of a reaction can earn the same achievement: the id of the paying row keeps them apart.
    sourceEventId: `${cause.sourceEventId}:ach:${template.id}`,
    categoryId: cause.categoryId,
    seasonId: cause.seasonId,
    xpDelta: xp,
    starDelta: 0,
    at: cause.at,
    reasons: {
      ...inherited(cause.reasons),
      template: template.id,
      xp: [['achievement', template.xp_reward], ...(xp < template.xp_reward ? [['range', xp] as const] : [])],
      ...(gold !== 0 && { gold_delta: gold }),
    },
  };
}
