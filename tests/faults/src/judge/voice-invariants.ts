import type { RawFact } from '../oracle/log-reader.js';
import type { Evidence, Invariant } from './evidence.js';

const MINUTE_MS = 60_000;

interface Tick {
  fact: RawFact;
  /** Its place among what happened. */
  place: number;
  from: number;
  to: number;
}

/** Times are those of receipt, as the log has them: a dispatch that Discord repeats does not say when it was new. */
export const ticksAreEarned: Invariant = {
  name: 'a voice tick is for a whole slot in voice',
  check(evidence) {
    const ticks = ticksOf(evidence);
    const slots = ticks.map(({ fact, from, to }) => `${fact.guild_id} ${fact.user_id} ${from} ${to}`);
    const twice = slots.filter((slot, index) => slots.indexOf(slot) !== index);
    const unearned = evidence.system.clock.wasWrong()
      ? []
      : ticks.filter((tick) => !wasThere(evidence, tick));
    return [
      ...twice.map((slot) => `the slot ${slot} is ticked twice`),
      ...unearned.map(({ fact }) => `${fact.id} is for somebody who was not there all the time`),
    ];
  },
};

function ticksOf({ happened, injections, entries }: Evidence): Tick[] {
  const injected = new Set(entries.filter(injections.holds).map(({ sequence }) => sequence));
  const seen = new Set<string>();
  return happened.flatMap((each, place) => {
    if (each.kind !== 'fact' || each.fact.type !== 'voice_tick' || injected.has(each.sequence)) return [];
    const { fact } = each;
    if (seen.has(fact.id)) return [];
    seen.add(fact.id);
    const to = Date.parse(fact.at);
    return [{ fact, place, from: to - Number(fact.payload.tick_minutes) * MINUTE_MS, to }];
  });
}

/** In voice before the slot began, by a join, a move or the listing of a session, and not gone, come or lost within it. */
function wasThere({ happened, system }: Evidence, { fact, place, from, to }: Tick): boolean {
  const { guild_id: guild, user_id: user } = fact;
  const before = happened.slice(0, place).flatMap((each) => (each.kind === 'fact' ? [each.fact] : []));
  const own = before.filter((each) => each.guild_id === guild && each.user_id === user);
  const moves = own.filter(({ type }) => ['voice_join', 'voice_leave', 'voice_move'].includes(type));
  const gaps = before.filter(({ type, guild_id }) => type === 'gateway_gap' && guild_id === guild);
  const isWithin = ({ at }: RawFact) => from < Date.parse(at) && Date.parse(at) < to;
  if (gaps.some(isWithin)) return false;
  if (moves.some((move) => isWithin(move) && move.type !== 'voice_move')) return false;
  const last = moves.filter(({ at }) => Date.parse(at) <= from).at(-1);
  if (last) return last.type !== 'voice_leave' || wasListed(system, guild, user, Date.parse(last.at), from);
  return wasListed(system, guild, user, 0, from);
}

/** Whether a session that began in this time told of the member as being in voice. */
function wasListed(
  { simulator }: Evidence['system'],
  guild: string,
  user: string | null,
  after: number,
  until: number,
): boolean {
  return simulator.log.some(({ t, d, at }) => {
    if (t !== 'GUILD_CREATE' || at < after || at > until) return false;
    const { id, voice_states: states } = d as { id: string; voice_states: { user_id: string }[] };
    return id === guild && states.some(({ user_id }) => user_id === user);
  });
}
