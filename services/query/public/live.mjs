/** What the page tells, and what it must forget; gold and denials are told by the events beside them. */
const KINDS = ['granted', 'level_reached', 'achievement_earned', 'member_erased'];
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const REMEMBERED = 500;

/**
 * Follows the live events for ever. The browser reconnects by itself after a cut, but not after an answer that is an
 * error: then a new stream is opened, and what it repeats is passed over.
 */
export function follow({ recent, onEvent, onState }) {
  const seen = new Set();
  let wait = FIRST_WAIT_MS;

  function take(message) {
    const event = JSON.parse(message.data);
    if (seen.has(event.id)) return;
    seen.add(event.id);
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
    onEvent(event);
  }

  function open() {
    const source = new EventSource(`/v1/stream?recent=${recent}`);
    for (const kind of KINDS) source.addEventListener(kind, take);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      onState('live');
    };
    source.onerror = () => {
      onState('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(open, wait);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    };
  }
  open();
}
