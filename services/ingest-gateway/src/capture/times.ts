/** A time in milliseconds as facts write it: ISO 8601, UTC, to the millisecond. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
