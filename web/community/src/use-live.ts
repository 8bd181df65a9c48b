import type { RewardEvent, RewardKind } from '@synapse/contracts';
import { follow, type LiveState } from '@synapse/web-kit';
import { useEffect, useRef, useState } from 'preact/hooks';

/** What the pages tell, and what they must forget; gold and denials are told by the events beside them. */
const KINDS: readonly RewardKind[] = [
  'granted',
  'level_reached',
  'achievement_earned',
  'achievement_revoked',
  'quest_changed',
  'season_opened',
  'season_closed',
  'member_erased',
];

interface LiveOptions {
  recent?: number;
  member?: string;
}

/** Follows the live events while the part is shown. */
export function useLive(
  onEvent: (event: RewardEvent) => void,
  { recent = 0, member }: LiveOptions = {},
): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const take = useRef(onEvent);
  take.current = onEvent;
  useEffect(
    () =>
      follow({
        recent,
        kinds: KINDS,
        ...(member !== undefined && { member }),
        onEvent: (event) => take.current(event),
        onState: setState,
      }),
    [recent, member],
  );
  return state;
}
