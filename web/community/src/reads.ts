import type {
  Achievements,
  Activity,
  BoardName,
  Explanation,
  Journal,
  Leaderboard,
  MemberAchievements,
  MemberProfile,
  MemberSearch,
  Overview,
  Quests,
  RecentAchievements,
  SeasonStandings,
  Seasons,
} from '@synapse/contracts';
import { address } from '@synapse/web-kit';

/** Which part of a board is asked for. */
export interface BoardPart {
  limit?: number | undefined;
  cursor?: string | undefined;
  around?: string | undefined;
  season?: string | undefined;
  as_of?: string | undefined;
}

/** The addresses that the pages read, with the types of what they answer. */
export const reads = {
  overview: address<Overview>('/v1/overview'),
  board: (board: BoardName, part: BoardPart = {}) =>
    address<Leaderboard>(`/v1/leaderboards/${board}`, { ...part }),
  search: (text: string) => address<MemberSearch>('/v1/members', { search: text }),
  member: (id: string) => address<MemberProfile>(`/v1/members/${id}`),
  journal: (id: string, cursor?: string) => address<Journal>(`/v1/members/${id}/journal`, { cursor }),
  explanation: (entry: string) => address<Explanation>(`/v1/explain/${encodeURIComponent(entry)}`),
  memberAchievements: (id: string) => address<MemberAchievements>(`/v1/members/${id}/achievements`),
  achievements: address<Achievements>('/v1/achievements'),
  recentAchievements: address<RecentAchievements>('/v1/achievements/recent', { limit: 12 }),
  seasons: address<Seasons>('/v1/seasons'),
  season: (season: string) => address<SeasonStandings>(`/v1/seasons/${season}`),
  quests: address<Quests>('/v1/quests', { limit: 100 }),
  activity: (days: number) => address<Activity>('/v1/activity', { days }),
};
