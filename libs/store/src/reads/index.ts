export {
  type RecentAchievement,
  readAchievements,
  readMemberAchievements,
  readRecentAchievements,
  type TemplateRecord,
} from './achievements.js';
export { type ActivityRecord, readActivityOf } from './activity.js';
export { findApiKey } from './api-key.js';
export { isDatabaseAway } from './database-away.js';
export { type EngineState, readEngineState } from './engine-state.js';
export {
  findJournalRow,
  type JournalPlace,
  type JournalRecord,
  readJournal,
  readJournalRow,
} from './journal.js';
export { type KnownFacts, knownFacts } from './known-facts.js';
export { type LakeHealth, MOST_COUNTED, readLakeHealth } from './lake-health.js';
export { exportMember, type ReadSection } from './member-export.js';
export { type ExportedRow, memberExportDocument } from './member-export-document.js';
export {
  eachDeparted,
  eachEarnedSince,
  eachMember,
  eachMemberAt,
  estimateMembers,
  type MemberFigures,
  type PastFigure,
  type PastMoment,
} from './member-figures.js';
export { type MemberNameRow, readMemberNames } from './member-names.js';
export { type MemberRecord, readMember } from './member-profile.js';
export { type FoundMember, searchMembers } from './member-search.js';
export { readPreferences } from './preferences.js';
export { type QuestRecord, readQuests } from './quests.js';
export { type RulesInForce, readRulesInForce } from './rules-in-force.js';
export { type Podiums, readPodiums, readSeasons, type SeasonRecord } from './seasons.js';
