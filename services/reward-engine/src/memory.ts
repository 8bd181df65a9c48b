import type { Departure, Member, SeasonStat, State, Window } from '@synapse/economy';
import type { Position } from '@synapse/store';
import { createRecent, type Recent } from './recent.js';
import { createRecentWindows } from './recent-windows.js';

type Place = Pick<Position, 'streamCreated' | 'sequence'>;

/**
 * What the owner knows of its own tables from the batches before, so that it need not ask again. It holds for one position
 * only: whatever was not committed, or was written by somebody else, moved the position elsewhere.
 */
export interface Memory {
  readonly members: Recent<bigint, Member>;
  readonly stats: Recent<string, SeasonStat>;
  readonly windows: Recent<string, Window>;
  readonly departures: Recent<bigint, Departure>;
  /** Few, and known as a whole or not at all. */
  seasonsAndHorizon: Pick<State, 'closedSeasons' | 'horizon'> | null;
  /** Begins a batch. Forgets everything unless the last one ended at this position. */
  recall(from: Place): void;
  /** What is remembered by now holds once this position is committed. */
  endAt(to: Place): void;
  forget(): void;
}

const MEMBERS = 20_000;

export function createMemory(): Memory {
  let at: Place | null = null;
  const recents = () => [memory.members, memory.stats, memory.windows, memory.departures];
  const memory: Memory = {
    members: createRecent(MEMBERS),
    stats: createRecent(MEMBERS),
    windows: createRecentWindows(),
    departures: createRecent(MEMBERS),
    seasonsAndHorizon: null,
    recall(from) {
      if (at?.streamCreated !== from.streamCreated || at.sequence !== from.sequence) memory.forget();
      for (const recent of recents()) recent.turn();
      // Until the batch has come to its end, what is remembered is part of it.
      at = null;
    },
    endAt({ streamCreated, sequence }) {
      at = { streamCreated, sequence };
    },
    forget() {
      for (const recent of recents()) recent.clear();
      memory.seasonsAndHorizon = null;
    },
  };
  return memory;
}
