import { Notice, type ReadError } from '@synapse/web-kit';

const CHANGED_MEANWHILE = 412;

/** Why a change was refused; what somebody else changed meanwhile can be read again. */
export function Problem({
  problem,
  onReopen,
}: {
  problem: ReadError | undefined;
  onReopen?: (() => void) | undefined;
}) {
  if (!problem) return null;
  return (
    <Notice>
      {problem.message}
      {problem.status === CHANGED_MEANWHILE && onReopen && (
        <>
          {' '}
          <button type="button" class="button" onClick={onReopen}>
            Read it again
          </button>
        </>
      )}
    </Notice>
  );
}
