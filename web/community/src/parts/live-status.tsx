import type { LiveState } from '@synapse/web-kit';

const WORDS: Record<LiveState, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost. Reconnecting…',
};

/** Whether what is shown moves by itself. */
export const LiveStatus = ({ state }: { state: LiveState }) => (
  <p class="status" role="status" data-state={state}>
    {WORDS[state]}
  </p>
);
