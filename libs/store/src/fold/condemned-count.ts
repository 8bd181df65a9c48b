/** More condemned facts than this among the last thousand: the fault is ours, not theirs. */
const MOST_CONDEMNED = 20;
const OF_THE_LAST = 1_000;

/** Too many facts could not be applied. */
export class TooManyDeadLettersError extends Error {
  override name = 'TooManyDeadLettersError';
  readonly hint =
    'Nothing more is set aside. Look at the errors before this one in the log of this service: they name the fault.';
}

/** Counts facts that were set aside because applying them failed. */
export interface CondemnedCount {
  passed(facts: number): void;
  /** @throws TooManyDeadLettersError */
  add(count: number): void;
}

export function createCondemnedCount(): CondemnedCount {
  let facts = 0;
  let condemned = 0;
  return {
    passed(more) {
      facts += more;
      if (facts < OF_THE_LAST) return;
      facts = 0;
      condemned = 0;
    },
    add(count) {
      condemned += count;
      if (condemned <= MOST_CONDEMNED) return;
      throw new TooManyDeadLettersError(
        `${condemned} of the last ${OF_THE_LAST} facts could not be applied: the fault is not in them.`,
      );
    },
  };
}
