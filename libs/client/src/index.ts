export { once, type Seen, seenRecently } from './once.js';
export type { EventOf, Handler, Received, SubscribeOptions, Subscription } from './options.js';
export { type RewardEvent, type RewardKind, rewardKinds } from './reward-kinds.js';
export { SubscriptionLostError, subscribe } from './subscribe.js';
