/**
 * An error meant for the person who runs the service: the message says what is wrong and where, `hint` what to do.
 * Any error with a string `hint` counts as one, so that libraries which do not import this package can throw theirs.
 */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** True for an error that explains itself to a person, and is therefore shown without a stack. */
export function isOperatorError(error: unknown): error is Error & { hint: string } {
  return error instanceof Error && 'hint' in error && typeof error.hint === 'string';
}
