import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useChange, type Wish } from '../use-change.js';
import { Problem } from './form/problem.js';

interface ConfirmProps<T> {
  /** The change that it asks for. */
  change: string;
  wish?: Wish;
  /** What the button that opens it says, and the one that does it. */
  label: string;
  title: string;
  /** What will happen, and what cannot be taken back. */
  children: ComponentChildren;
  /** What has to be typed first, where nothing can be taken back. */
  typed?: string;
  isDangerous?: boolean;
  /** It is what somebody came to the page for. */
  isFirst?: boolean;
  disabled?: boolean;
  onDone: (answer: T) => void;
}

/** A button whose change is asked about once more before it is made. */
export function Confirm<T>({
  change: name,
  wish = {},
  label,
  title,
  children,
  typed,
  isDangerous,
  isFirst,
  disabled,
  onDone,
}: ConfirmProps<T>) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [repeated, setRepeated] = useState('');
  const { change, state, problem, forget } = useChange<T>(name);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);

  function open(): void {
    forget();
    setRepeated('');
    setOpen(true);
  }

  async function act(event: Event): Promise<void> {
    event.preventDefault();
    const answer = await change({ ...wish, reason: reason.trim() });
    if (answer === undefined) return;
    setOpen(false);
    onDone(answer);
  }

  return (
    <>
      <button
        type="button"
        class={isDangerous ? 'button danger' : isFirst ? 'button first' : 'button'}
        disabled={disabled}
        onClick={open}
      >
        {label}
      </button>
      {isOpen && (
        <dialog ref={dialog} class="panel dialog" aria-labelledby={id} onClose={() => setOpen(false)}>
          <form class="stack" onSubmit={act}>
            <h2 id={id}>{title}</h2>
            <div>{children}</div>
            {typed !== undefined && (
              <label class="typed">
                <span>
                  Type <code>{typed}</code> to go on
                </span>
                <input
                  type="text"
                  autocomplete="off"
                  value={repeated}
                  onInput={({ currentTarget }) => setRepeated(currentTarget.value)}
                />
              </label>
            )}
            <label class="typed">
              <span>Why, for the audit trail</span>
              <input
                type="text"
                maxLength={500}
                autocomplete="off"
                value={reason}
                onInput={({ currentTarget }) => setReason(currentTarget.value)}
              />
            </label>
            <Problem problem={problem} />
            <div class="deeds">
              <button type="button" class="button" onClick={() => dialog.current?.close()}>
                Cancel
              </button>
              <button
                type="submit"
                class={isDangerous ? 'button danger first' : 'button first'}
                disabled={state !== 'idle' || (typed !== undefined && repeated.trim() !== typed)}
              >
                {state === 'idle' ? label : state === 'waiting' ? 'Waiting for the engine…' : 'Sending…'}
              </button>
            </div>
          </form>
        </dialog>
      )}
    </>
  );
}
