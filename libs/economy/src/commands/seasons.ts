import { type Command, STANDINGS } from '@synapse/contracts';
import { calling } from '../reward-events.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import type { CommandState, Leader } from './command-state.js';

/** Ends a season for good: what its members have now is final. */
export function closeSeason(
  rules: Rules,
  state: CommandState,
  command: Command<'close_season'>,
): CommandDecision {
  const season = rules.season(command.body.season);
  if (!season) return refused('unknown_season');
  const isOver = Date.parse(season.ends_at) <= command.at;
  if (!isOver || state.closedSeasons.has(season.id)) return refused('wrong_state', 'season');
  const standings = firstOf(state, season.id).map((leader, index) => ({
    rank: index + 1,
    member: calling({ ...leader, id: leader.userId }),
    stars: leader.stars,
  }));
  const effect = { kind: 'season_closed', season: season.id, name: season.name, standings } as const;
  return applied({ season: season.id, members: standings.length }, { effects: [effect] });
}

/** Those loaded before the batch, as the batch has left them. */
function firstOf(state: CommandState, season: number): Leader[] {
  const places = new Map((state.leaders.get(season) ?? []).map((leader) => [leader.userId, leader]));
  for (const { userId, seasonId, seasonStars } of state.stats.values()) {
    if (seasonId !== season) continue;
    const member = state.members.get(userId);
    places.set(userId, {
      userId,
      name: member?.name ?? String(userId),
      avatar: member?.avatar ?? null,
      stars: seasonStars,
    });
  }
  return [...places.values()].sort(byStars).slice(0, STANDINGS);
}

const byStars = (a: Leader, b: Leader) => b.stars - a.stars || (a.userId < b.userId ? -1 : 1);
