import type { ReadError } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { words } from '../schema/words.js';
import type { Sending } from '../use-change.js';
import { Problem } from './form/problem.js';
import { Why } from './why.js';

interface SaveBarProps {
  /** How many changes wait. */
  count: number;
  /** The names of those that cannot be. */
  wrong: readonly string[];
  state: Sending;
  problem: ReadError | undefined;
  onReopen: () => void;
  onDiscard: () => void;
  onSave: (reason: string) => void;
}

/** Stands at the foot of the window as long as changes wait: to save all of them, or none. */
export function SaveBar({ count, wrong, state, problem, onReopen, onDiscard, onSave }: SaveBarProps) {
  const [reason, setReason] = useState('');
  if (count === 0) return null;
  return (
    <section class="panel save-bar" aria-label="Changes that wait">
      <Problem problem={problem} onReopen={onReopen} />
      <form
        class="deeds"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(reason.trim());
        }}
      >
        <strong role="status">
          {count === 1 ? '1 change' : `${count} changes`}
          {wrong.length > 0 && (
            <span class="wrong">
              {' '}
              · not yet right: {wrong.map((name) => words(name.split(':')[0] ?? '')).join(', ')}
            </span>
          )}
        </strong>
        <Why reason={reason} onChange={setReason} />
        <button type="button" class="button" onClick={onDiscard}>
          Discard
        </button>
        <button type="submit" class="button first" disabled={wrong.length > 0 || state !== 'idle'}>
          {state === 'idle' ? 'Save' : 'Saving…'}
        </button>
      </form>
    </section>
  );
}
