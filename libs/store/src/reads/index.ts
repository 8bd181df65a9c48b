export { isDatabaseAway } from './database-away.js';
export { type LakeHealth, MOST_COUNTED, readLakeHealth } from './lake-health.js';
export { readLeaderboard } from './leaderboard.js';
export { exportMember, type ReadSection } from './member-export.js';
export { readMemberProfile } from './member-profile.js';
export { type CommunityTotals, readCommunityTotals } from './overview.js';
export { readSettingsInForce } from './settings-in-force.js';
