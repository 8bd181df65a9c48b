import type { GatewayState } from './gateway-state.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The `session_start_limit` of GET /gateway/bot; `reset_after` is in milliseconds. */
export function sessionStartLimit(state: GatewayState) {
  const [first] = startsOfTheDay(state);
  return {
    total: state.sessionStarts,
    remaining: Math.max(0, state.sessionStarts - state.identifies.day.length),
    reset_after: first === undefined ? 0 : first + DAY_MS - state.now(),
    max_concurrency: state.maxConcurrency,
  };
}

/** Counts one identify; says which limit it breaks, if any. */
export function countIdentify(state: GatewayState, shard: number): 'day' | 'concurrency' | undefined {
  if (startsOfTheDay(state).length >= state.sessionStarts) return 'day';
  const group = shard % state.maxConcurrency;
  const now = state.now();
  const last = state.identifies.lastOfGroup.get(group);
  state.identifies.lastOfGroup.set(group, now);
  state.identifies.day.push(now);
  return last !== undefined && now - last < state.identifyWindowMs ? 'concurrency' : undefined;
}

function startsOfTheDay(state: GatewayState): number[] {
  const since = state.now() - DAY_MS;
  state.identifies.day = state.identifies.day.filter((at) => at > since);
  return state.identifies.day;
}
