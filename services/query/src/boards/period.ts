const DAY_MS = 86_400_000;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** When the UTC week of a moment began: Monday, 00:00. Milliseconds since the Unix epoch, as everywhere here. */
export const weekStart = (at: number): number =>
  Math.floor((at - FIRST_MONDAY_MS) / (7 * DAY_MS)) * 7 * DAY_MS + FIRST_MONDAY_MS;

/** When the UTC month of a moment began. */
export function monthStart(at: number): number {
  const moment = new Date(at);
  return Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), 1);
}
