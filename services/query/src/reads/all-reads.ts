import { achievements, memberAchievements, recentAchievements } from './achievements.js';
import { activity, overview, publicSettings, quests } from './community.js';
import { explanation, journal, statement } from './journal.js';
import { leaderboard } from './leaderboards.js';
import { member, preferences, ranks, search } from './members.js';
import type { AnyRead } from './read.js';
import { season, seasons } from './seasons.js';

/** Every question that is answered over HTTP and over NATS. */
export const ALL_READS: readonly AnyRead[] = [
  leaderboard,
  search,
  member,
  ranks,
  journal,
  statement,
  explanation,
  memberAchievements,
  preferences,
  achievements,
  recentAchievements,
  seasons,
  season,
  quests,
  activity,
  overview,
  publicSettings,
];
