import { isAboutReactions, type Window } from '@synapse/economy';
import { createRecent, type Recent } from './recent.js';

/** A member has one for the day and one for each channel. */
const WINDOWS = 30_000;
/** Of the last thousand reactions or so. */
const REACTION_WINDOWS = 4_000;

/**
 * Remembers windows. Those of reactions lie apart: most are never asked for again, and would drive out those that are, at the
 * price of a round trip each.
 */
export function createRecentWindows(): Recent<string, Window> {
  const ofReactions = createRecent<string, Window>(REACTION_WINDOWS);
  const others = createRecent<string, Window>(WINDOWS);
  const among = (key: string) => (isAboutReactions(key) ? ofReactions : others);
  return {
    get: (key) => among(key).get(key),
    set: (key, value) => among(key).set(key, value),
    turn() {
      ofReactions.turn();
      others.turn();
    },
    clear() {
      ofReactions.clear();
      others.clear();
    },
  };
}
