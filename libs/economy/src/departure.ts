import type { Fact, FactType } from '@synapse/contracts';

/** When a member left, and when they were seen again; milliseconds since the Unix epoch. */
export interface Departure {
  readonly leftAt: number;
  readonly returnedAt: number | null;
}

/** Discord tells of these when somebody is already gone. */
const TRACES: ReadonlySet<FactType> = new Set<FactType>(['member_leave', 'voice_leave', 'reaction_remove']);

export const isAway = (departure: Departure | undefined): boolean =>
  departure !== undefined && departure.returnedAt === null;

/**
 * The departure of the fact's member after it. Who does anything has returned, in whatever guild and even if nobody saw them
 * join. A fact that is older than what is known changes nothing, so that a repetition does not.
 */
export function departureAfter(departure: Departure | undefined, { type, at }: Fact): Departure | undefined {
  const known = Math.max(departure?.leftAt ?? 0, departure?.returnedAt ?? 0);
  if (at <= known) return departure;
  if (type === 'member_leave') return isAway(departure) ? departure : { leftAt: at, returnedAt: null };
  if (!departure || !isAway(departure) || TRACES.has(type)) return departure;
  return { ...departure, returnedAt: at };
}
