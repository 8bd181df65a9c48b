import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { bytes } from '../schema/bytes.js';
import { useChange } from '../use-change.js';
import { Problem } from './form/problem.js';

interface UploadFormProps<T> {
  /** The change that takes the file. */
  change: string;
  /** What is asked beside the file. */
  query?: Readonly<Record<string, string>>;
  /** Which files can be chosen. */
  accept: string;
  hint: string;
  /** What is chosen beside the file. */
  children?: ComponentChildren;
  onDone: (answer: T) => void;
}

/** Sends a file, which the server reads as it comes, however long. Nothing comes of it before it is applied. */
export function UploadForm<T>({
  change: name,
  query = {},
  accept,
  hint,
  children,
  onDone,
}: UploadFormProps<T>) {
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const { change, state, problem, forget } = useChange<T>(name);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (file === null) return;
    const answer = await change({ file, query: { ...query, name: file.name.slice(0, 200) } });
    if (answer !== undefined) onDone(answer);
  }
  return (
    <form class="form" onSubmit={submit}>
      <div class="fields">
        <div class="field">
          <div class="name">
            <label htmlFor={id}>File</label>
            {file && <span class="soft">{bytes(file.size)}</span>}
          </div>
          <input
            id={id}
            type="file"
            accept={accept}
            aria-describedby={`${id}-hint`}
            onChange={({ currentTarget }) => {
              forget();
              setFile(currentTarget.files?.[0] ?? null);
            }}
          />
          <p id={`${id}-hint`} class="hint">
            {hint}
          </p>
        </div>
        {children}
      </div>
      <Problem problem={problem} />
      <div class="deeds">
        <button type="submit" class="button first" disabled={file === null || state !== 'idle'}>
          {state === 'idle' ? 'Read the file' : 'Reading the file…'}
        </button>
      </div>
    </form>
  );
}
