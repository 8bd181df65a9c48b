export { answerCommand, type CommandToSend, sendCommand } from './commands.js';
export { type Bus, type BusOptions, BusUnreachableError, connectBus } from './connect.js';
export { checkDurability, UnsafeDurabilityError } from './durability.js';
export type { BatchLimits } from './entry-queue.js';
export { type BusSettings, type Joining, joinBus } from './join.js';
export { LogMissingError, logState, openLog } from './log.js';
export { type FrameToPublish, publishFrame } from './publish.js';
export { LogHoleError, type ReadOptions, readLog } from './read-log.js';
export { answerRequests, askRequest, type RequestsToAnswer } from './requests.js';
export {
  createRelay,
  lastRewardFrame,
  type OutgoingFrame,
  type ReceivedFrame,
  type RewardsOptions,
  readRewards,
} from './rewards.js';
export { followRuleSets, lastConfigEntry, type RuleSetFollower } from './rule-sets.js';
export {
  ensureStream,
  factsStream,
  rewardsStream,
  type StreamDefinition,
  StreamDiffersError,
  type StreamLimits,
} from './streams.js';
export { contextOf, currentTraceparent, inSpan } from './trace.js';
export { isTransient, isWrongLastSequence } from './transient.js';
