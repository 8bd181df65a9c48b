import type { RewardEvent, RewardKind } from '@synapse/contracts';
import { address } from './read.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const REMEMBERED = 500;

export type LiveState = 'connecting' | 'live' | 'lost';

export interface Following {
  /** Begin with so many of the latest events. */
  recent: number;
  kinds: readonly RewardKind[];
  /** Only events about this member. */
  member?: string;
  onEvent(event: RewardEvent): void;
  onState(state: LiveState): void;
}

/**
 * Follows the live events until the function that it returns is called. The browser reconnects by itself after a cut, but
 * not after an answer that is an error: then a new stream is opened, and what it repeats is passed over.
 */
export function follow({ recent, kinds, member, onEvent, onState }: Following): () => void {
  const seen = new Set<string>();
  let wait = FIRST_WAIT_MS;
  let source: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function take(message: MessageEvent<string>): void {
    const event = JSON.parse(message.data) as RewardEvent;
    if (seen.has(event.id)) return;
    seen.add(event.id);
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value as string);
    onEvent(event);
  }

  function open(): void {
    source = new EventSource(address('/v1/stream', { recent, member }));
    for (const kind of kinds) source.addEventListener(kind, take);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      onState('live');
    };
    source.onerror = () => {
      onState('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(open, wait);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    };
  }

  open();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}
