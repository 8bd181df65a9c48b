import type { Fact, RewardEvent } from '@synapse/contracts';
import type { JournalRow } from './journal.js';
import type { Member } from './member.js';
import type { Rules } from './rules.js';

/**
 * What subscribers are told of a journal row, in order.
 * @param after the member after the row
 */
export function rewardEvents(rules: Rules, row: JournalRow, after: Member, silent: boolean): RewardEvent[] {
  const events = [about(rules, row, after, silent), gold(row, after, silent)];
  return events.filter((event) => event !== null);
}

function about(rules: Rules, row: JournalRow, after: Member, silent: boolean): RewardEvent | null {
  const { reasons, interaction, xpDelta: xp, starDelta: stars, seasonId: season_id } = row;
  const common = commonFields(row, after, silent);
  if (interaction === 'LEVEL_UP') {
    return {
      kind: 'level_reached',
      ...common,
      level: reasons.level ?? after.level,
      gold: reasons.gold_delta ?? 0,
    };
  }
  if (reasons.template !== undefined) {
    const template = rules.template(reasons.template);
    return {
      kind: 'achievement_earned',
      ...common,
      template_id: reasons.template,
      name: template?.name ?? String(reasons.template),
      rarity: template?.rarity ?? 'common',
      announce_channel_id: template?.announce_channel_id ?? null,
      xp,
      gold: reasons.gold_delta ?? 0,
    };
  }
  const lost = reasons.revoked ?? reasons.taken;
  if (lost !== undefined) {
    const name = rules.template(lost)?.name ?? String(lost);
    const gold = reasons.gold_delta ?? 0;
    return { kind: 'achievement_revoked', ...common, template_id: lost, name, xp, gold };
  }
  if (reasons.kind === 'award') {
    const award = { gold: reasons.gold_delta ?? 0, reason: reasons.reason ?? '' };
    return {
      kind: 'granted',
      ...common,
      interaction,
      category_id: row.categoryId,
      xp,
      stars,
      season_id,
      award,
    };
  }
  if (reasons.denial !== undefined) {
    const guild = reasons.guild === undefined ? undefined : BigInt(reasons.guild);
    if (!rules.setting('emit_denied_events', guild)) return null;
    return { kind: 'denied', ...common, interaction, reason: reasons.denial };
  }
  if (xp === 0 && stars === 0) return null;
  return { kind: 'granted', ...common, interaction, category_id: row.categoryId, xp, stars, season_id };
}

function gold(row: JournalRow, after: Member, silent: boolean): RewardEvent | null {
  const delta = row.reasons.gold_delta ?? 0;
  if (delta === 0) return null;
  const common = commonFields(row, after, silent);
  return { kind: 'gold_moved', ...common, id: `${row.sourceEventId}:gold`, gold: delta };
}

/** What subscribers are told when a member leaves or is back. */
export const presenceEvent = (
  { version }: Pick<Rules, 'version'>,
  fact: Fact,
  member: Member,
  isBack: boolean,
): RewardEvent => ({
  kind: isBack ? 'member_returned' : 'member_left',
  id: `${fact.id}:${isBack ? 'returned' : 'left'}`,
  at: new Date(fact.at).toISOString(),
  cause: fact.id,
  rule_set: version,
  silent: false,
  guild_id: String(fact.guildId),
  channel_id: null,
  ...aboutMember(member),
});

const commonFields = ({ sourceEventId, at, reasons }: JournalRow, after: Member, silent: boolean) => ({
  id: sourceEventId,
  at: new Date(at).toISOString(),
  cause: reasons.fact,
  rule_set: reasons.rule_set,
  silent,
  guild_id: reasons.guild ?? null,
  channel_id: reasons.channel ?? null,
  ...aboutMember(after),
});

/** Whom an event is about, and the figures after it. */
export const aboutMember = (after: Member) => ({ member: calling(after), totals: totalsOf(after) });

/** Who a member is to subscribers. */
export const calling = ({ id, name, avatar }: Pick<Member, 'id' | 'name' | 'avatar'>) => ({
  id: String(id),
  name,
  avatar,
});

export const totalsOf = ({ xp, level, gold, stars }: Member) => ({ xp, level, gold, stars });
