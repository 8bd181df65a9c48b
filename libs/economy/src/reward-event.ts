import type { RewardEvent } from '@synapse/contracts';
import type { JournalRow } from './journal.js';
import type { Member } from './member.js';

/**
 * What subscribers are told of a journal row, or `null` when there is nothing to tell.
 * @param after the member after the row
 */
export function rewardEvent(row: JournalRow, after: Member, silent: boolean): RewardEvent | null {
  const { reasons } = row;
  const common = {
    id: row.sourceEventId,
    at: new Date(row.at).toISOString(),
    cause: reasons.fact,
    rule_set: reasons.rule_set,
    silent,
    guild_id: reasons.guild ?? null,
    channel_id: reasons.channel ?? null,
    member: { id: String(after.id), name: after.name, avatar: after.avatar },
    totals: { xp: after.xp, level: after.level, gold: after.gold, stars: after.stars },
  };
  if (row.interaction === 'LEVEL_UP') {
    return {
      kind: 'level_reached',
      ...common,
      level: reasons.level ?? after.level,
      gold: reasons.gold_delta ?? 0,
    };
  }
  if (row.xpDelta === 0 && row.starDelta === 0) return null;
  return {
    kind: 'granted',
    ...common,
    interaction: row.interaction,
    category_id: row.categoryId,
    xp: row.xpDelta,
    stars: row.starDelta,
  };
}
