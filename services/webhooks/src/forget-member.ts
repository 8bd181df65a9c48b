import { type Bus, buryWebhook, deadWebhooks, dropDeadWebhook } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import { type DeadLetter, type Place, readLetter } from './dead-letter.js';

type Erased = Extract<RewardEvent, { kind: 'member_erased' }>;

/**
 * Drops the dead letters of a community, of whatever endpoint, that tell of a member from before they were erased.
 * @param place where the event lay that says so
 */
export async function forgetMember(bus: Bus, community: string, erased: Erased, place: Place): Promise<void> {
  for await (const { sequence, endpoint, body } of deadWebhooks(bus, community)) {
    const letter = readLetter(body);
    const event = letter && (isBefore(letter, erased, place) ? without(letter.event, erased) : letter.event);
    // What nobody can read is looked through as text.
    const isOthers = letter
      ? event === letter.event
      : !names(Buffer.from(body).toString('utf8'), erased.member_id);
    if (isOthers) continue;
    if (event) {
      // Under an id of its own, or it would be taken for a repetition of the letter that goes.
      const id = `${event.id}:without:${erased.id}`;
      await buryWebhook(bus, {
        community,
        endpoint,
        id,
        body: Buffer.from(JSON.stringify({ ...letter, event })),
      });
    }
    await dropDeadWebhook(bus, sequence);
  }
}

/** By its place, as clocks differ; by its time where nothing else is known. */
function isBefore({ event, place }: DeadLetter, { at }: Erased, { frame, index }: Place): boolean {
  if (!place) return event.at <= at;
  return (place.frame - frame || place.index - index) < 0;
}

/** What is left of an event; `null` when it is about nobody else. That somebody was erased is told all the same. */
function without(event: RewardEvent, { member_id }: Erased): RewardEvent | null {
  if (event.kind === 'member_erased' || !names(event, member_id)) return event;
  if (event.kind !== 'season_closed') return null;
  return { ...event, standings: event.standings.filter(({ member }) => member.id !== member_id) };
}

/** Ids stand in members, and in the names of causes and commands. */
function names(value: unknown, member: string): boolean {
  if (typeof value === 'string') return value.split(/\D+/).includes(member);
  return (
    typeof value === 'object' && value !== null && Object.values(value).some((one) => names(one, member))
  );
}
