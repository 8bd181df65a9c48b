import type { RewardEvent, RewardFrame } from '@synapse/contracts';

/**
 * What of an entry's events subscribers have not been told. A database that was restored brings the engine back to entries
 * whose events are on the stream already, cut into frames otherwise; the same entries bring the same events in the same
 * order, so all up to the last one told are left out.
 * @param last the last frame on the stream; `null` when there is none. One that stands for lost frames says
 * nothing of what they told
 */
export function createUntold(last: RewardFrame | null) {
  const lastId = last?.events.at(-1)?.id;
  let foundAt = Number.POSITIVE_INFINITY;
  return (
    { created, sequence }: RewardFrame['log'],
    events: readonly RewardEvent[],
  ): readonly RewardEvent[] => {
    const isTold =
      lastId !== undefined &&
      last?.log.created === created &&
      sequence <= last.log.sequence &&
      sequence <= foundAt;
    if (!isTold) return events;
    const place = events.findIndex(({ id }) => id === lastId);
    if (place === -1) return [];
    foundAt = sequence;
    return events.slice(place + 1);
  };
}
