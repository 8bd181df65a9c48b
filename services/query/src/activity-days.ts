import type { Activity } from '@synapse/contracts';
import { type Pool, readActivityOf } from '@synapse/store';
import { createGate } from './gate.js';

type Day = Activity['days'][number];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Days that are kept: more than anybody may ask for at once. */
const KEPT = 128;
/** Days that are read from the journal at the same time. */
const AT_ONCE = 2;

/**
 * Makes a reader of what was judged on a UTC day. A day that is over hardly changes: what comes late is seen within the
 * hour. Today and yesterday are at most half a minute old.
 */
export function createActivityDays(
  db: Pick<Pool, 'query'>,
  now: () => number,
): (day: string) => Promise<Day> {
  const gate = createGate(AT_ONCE, 2 * KEPT);
  const days = new Map<string, { read: Promise<Day>; freshUntil: number }>();

  return (day) => {
    const known = days.get(day);
    if (known && now() < known.freshUntil) return known.read;
    const isOver = now() - Date.parse(day) > 2 * DAY_MS;
    const read = gate(async () => ({ day, types: await readActivityOf(db, day) }));
    days.delete(day);
    days.set(day, { read, freshUntil: now() + (isOver ? HOUR_MS : HOUR_MS / 120) });
    const [oldest] = days.keys();
    if (days.size > KEPT && oldest !== undefined) days.delete(oldest);
    read.catch(() => days.delete(day));
    return read;
  };
}
