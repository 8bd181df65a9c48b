import { RewardEvent, type RewardKind } from '@synapse/contracts';

export type { RewardEvent, RewardKind };

/** Every kind of event that this version of the package knows; a frame's events of later kinds are left out. */
export const rewardKinds: readonly RewardKind[] = RewardEvent.anyOf.map(
  ({ properties }) => properties.kind.const,
);
