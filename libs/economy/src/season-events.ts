import type { RewardEvent, RuleSet } from '@synapse/contracts';

/** What subscribers are told when one rule set takes over from another: the seasons that open with it. */
export function seasonEvents(before: RuleSet, after: RuleSet): RewardEvent[] {
  const open = new Set(before.seasons.filter(({ active }) => active).map(({ id }) => id));
  return after.seasons
    .filter(({ id, active }) => active && !open.has(id))
    .map(({ id, name, guild_id, starts_at, ends_at }) => ({
      kind: 'season_opened',
      id: `season:${id}:opened`,
      at: after.at,
      cause: `rule_set:${after.version}`,
      rule_set: after.version,
      silent: false,
      guild_id,
      channel_id: null,
      season_id: id,
      name,
      starts_at,
      ends_at,
    }));
}
