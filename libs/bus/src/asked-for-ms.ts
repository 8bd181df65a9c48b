/**
 * How long one request of a reader for messages stands. The client rests as long before it looks a second time for its
 * consumer, whose server answers nothing while it comes back from a crash: with the five seconds that it waits for the first
 * answer, readers go on within ten.
 */
export const ASKED_FOR_MS = 3_000;
