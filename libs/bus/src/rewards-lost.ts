/** Frames that were published, and that somebody relies on, are no longer on the stream. Only a person can decide. */
export class RewardsLostError extends Error {
  override name = 'RewardsLostError';
  readonly hint: string;
  /** @param service whose command accepts it */
  constructor(message: string, service: string) {
    super(message);
    this.hint = `If that is known and accepted, stop the service and run \`node services/${service}/dist/accept-rewards-main.js\` with its environment: it goes on with the stream as it is, and what the stream lacks stays missing. See docs/restore.md.`;
  }
}

/** "frame 7", "frames 7 to 9". */
export const framesInWords = (first: number, last: number): string =>
  first === last ? `frame ${first}` : `frames ${first} to ${last}`;
