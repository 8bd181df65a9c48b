export { answerCommand, type CommandToSend, sendCommand } from './commands.js';
export { type Bus, type BusOptions, BusUnreachableError, connectBus } from './connect.js';
export { buryWebhook, type DeadWebhook, deadWebhooks, dropDeadWebhook } from './dead-webhooks.js';
export { checkDurability, UnsafeDurabilityError } from './durability.js';
export type { BatchLimits } from './entry-queue.js';
export { type IdentifyTurn, takeIdentifyTurn } from './identify-turn.js';
export { type BusSettings, type Joining, joinBus } from './join.js';
export { LogMissingError, logState, openLog } from './log.js';
export { type FrameToPublish, publishFrame } from './publish.js';
export {
  type EveryFrameOptions,
  placeBehindLost,
  type RewardsPlace,
  readEveryFrame,
  whenLeftBehind,
} from './read-every-frame.js';
export { readFramesFrom } from './read-frames-from.js';
export { LogHoleError, type ReadOptions, readLog } from './read-log.js';
export {
  type DeliveredFrame,
  openRewards,
  type ReceivedFrame,
  type RewardsFrom,
  type RewardsOptions,
  type RewardsReading,
  readRewards,
} from './read-rewards.js';
export { answerRequests, askForSeries, askRequest, type RequestsToAnswer } from './requests.js';
export { createRelay, lastRewardFrame, type OutgoingFrame, standInForLost } from './rewards.js';
export { RewardsLostError } from './rewards-lost.js';
export { followRuleSets, lastConfigEntry, type RuleSetFollower } from './rule-sets.js';
export {
  deadWebhooksStream,
  ensureStream,
  factsStream,
  rewardsStream,
  type StreamDefinition,
  StreamDiffersError,
  type StreamLimits,
} from './streams.js';
export { ensureSubscribersCopy, subscribersCopy } from './subscribers-copy.js';
export { contextOf, currentTraceparent, inSpan } from './trace.js';
export { isGone, isStreamMissing, isTransient, isWrongLastSequence } from './transient.js';
