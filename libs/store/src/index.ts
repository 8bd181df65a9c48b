export { type AcceptLog, acceptLog } from './accept-log.js';
export { type AuditChain, type BrokenLink, verifyAuditChain } from './audit-chain.js';
export * from './bot/index.js';
export { checkDatabase, DatabaseUnusableError } from './check-database.js';
export { UnsafeDatabaseError } from './check-durability.js';
export { type Difference, isDifferent } from './compare-rows.js';
export { isPassingDatabaseError, OwnershipLostError, PositionMovedError } from './database-error.js';
export { type DeadLetter, type DeadLetterTable, dropDeadLetters, layDeadLetters } from './dead-letters.js';
export { type EarnedRow, saveEarned } from './engine/achievement-rows.js';
export { type LeaderRow, loadClosedSeasons, loadLeaders, saveClosing } from './engine/closing-rows.js';
export { type DepartureRow, loadDepartures, saveDepartures } from './engine/departure-rows.js';
export { dropWindows, eraseRows, loadReactionDays, type ReactionDay } from './engine/erased-rows.js';
export { appendJournal, type JournalEntry, journaled, type NewJournalRow } from './engine/journal-rows.js';
export {
  countMembers,
  lastOfNext,
  loadMembers,
  type MemberRow,
  memberIdsBetween,
  saveMembers,
} from './engine/member-rows.js';
export { dropOutgoing, layOutgoing, loadOutgoing, type OutboxRow } from './engine/outbox.js';
export { type CommandName, loadOutcomes, type OutcomeRow, saveOutcomes } from './engine/outcome-rows.js';
export { type Preferences, saveGithub, savePreferences } from './engine/profile-rows.js';
export { loadQuests, type QuestRow, saveQuest } from './engine/quest-rows.js';
export { type Holding, loadPayments, type PaymentRow, saveRevocations } from './engine/revocation-rows.js';
export {
  loadSeasonStats,
  type SeasonStatRow,
  saveSeasonStats,
} from './engine/season-rows.js';
export { forgetBefore, loadHorizon, loadWindows, saveWindows, type WindowRow } from './engine/window-rows.js';
export { TooManyDeadLettersError } from './fold/condemned-count.js';
export type { Advance, CommittedBatch, Fold, Foreseen, Step } from './fold/fold.js';
export { foldLog } from './fold/fold-log.js';
export { type ImportGain, importGains } from './import-gains.js';
export { layImportRows, type MemberToImport } from './import-rows.js';
export {
  type AskedJob,
  type JobProgress,
  JobStoppedError,
  type JobTable,
  type OpenJob,
} from './jobs/job-rows.js';
export { type DoJob, type JobReport, type Jobs, type JobTools, startJobs } from './jobs/start-jobs.js';
export { type CounterStep, countFacts, dropSeasonCounters } from './lake/count-facts.js';
export { eraseLakeRows } from './lake/erase-lake-rows.js';
export { claimSources, keepSources, type LakeRow, layFacts } from './lake/lay-facts.js';
export {
  type AlikeRows,
  countCounted,
  lakeKeptSince,
  lakeOf,
  mendCounters,
  nextCounted,
  noteLakeRules,
} from './lake/reconcile.js';
export {
  countOldRows,
  dropOldestPartition,
  guildsOfLake,
  noLaterThanNow,
  removeOldDays,
  removeOldRows,
} from './lake/retention.js';
export { askForScrub, scrubStep } from './lake/scrub-lake.js';
export * from './migrate/migrate.js';
export { type Owner, type OwnOptions, own, type Queue } from './own.js';
export {
  type Connection,
  type DatabaseOptions,
  openPool,
  ownerConnection,
  type Pool,
  transactionOf,
} from './pool.js';
export {
  ADMIN_POSITIONS,
  checkPosition,
  ENGINE_POSITIONS,
  findPosition,
  LAKE_POSITIONS,
  LogMismatchError,
  movePosition,
  type Position,
  type PositionTable,
  readPosition,
} from './position.js';
export * from './prisma.js';
export * from './reads/index.js';
export { LARGEST_ID, type MemberRange, type RebuildReport, rebuildFigures } from './rebuild.js';
export { type Beginning, LogTooShortError } from './redecide/beginning.js';
export { dropCheckpoint, isErasedSince, type LogPlace, takeCheckpoint } from './redecide/checkpoint.js';
export { ENGINE_TABLES } from './redecide/engine-tables.js';
export { type Judging, type RedecideReport, redecide } from './redecide/redecide.js';
export { createRuleSetBook, type RuleSetBook } from './rule-set-book.js';
export { loadRuleSet } from './rule-set-rows.js';
export { sendTransaction } from './send-transaction.js';
export {
  checkErasureKey,
  countErasures,
  createTombstones,
  type Erasure,
  ErasureKeyError,
  type Tombstones,
  type TombstoneTable,
} from './tombstones.js';
export { type Drift, findDrift } from './verify.js';
export {
  type AppliedCorrection,
  factsJudgedBefore,
  loadAppliedCorrections,
} from './what-if/applied-corrections.js';
export { type CorrectionRun, firstByXp, loadCorrectionRuns } from './what-if/correction-runs.js';
export {
  type AchievementBefore,
  achievementsBefore,
  type FiguresBefore,
  figuresBefore,
} from './what-if/figures-before.js';
export {
  firstRowSince,
  type LakeFact,
  newestFactTime,
  type WalkedRow,
  walkJournal,
} from './what-if/journal-walk.js';
export { journaledBefore } from './what-if/journaled-before.js';
export { inSnapshot } from './what-if/snapshot.js';
