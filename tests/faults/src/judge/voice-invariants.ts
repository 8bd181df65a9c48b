import type { RawFact } from '../oracle/log-reader.js';
import { type Evidence, type Invariant, injectedIn } from './evidence.js';

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

/** The other half: where nothing speaks against it, whoever stayed has a tick for each slot. */
export const staysAreTicked: Invariant = {
  name: 'whoever spent a whole slot in voice has its tick',
  check(evidence) {
    // A wrong clock says nothing of how long somebody stayed, and alone in a room one may earn nothing.
    const areAllCounted = evidence.happened.every(
      (each) => each.kind !== 'rules' || Number(each.rules.settings.voice_min_members ?? 1) <= 1,
    );
    if (evidence.system.clock.wasWrong() || !areAllCounted) return [];
    const ticks = ticksOf(evidence);
    const ticked = new Set(ticks.map(({ fact, to }) => `${fact.guild_id} ${fact.user_id} ${to}`));
    const missing = staysIn(evidence).flatMap((stay) => {
      const judged = ticks.filter(
        ({ fact, place }) => fact.guild_id === stay.guild && stay.place < place && place < stay.untilPlace,
      );
      const until = Math.max(stay.isOpen ? lastReceipt(evidence) : 0, ...judged.map(({ to }) => to));
      const slots: string[] = [];
      const first = Math.ceil(stay.since / MINUTE_MS) + 1;
      for (let to = first * MINUTE_MS; to <= until; to += MINUTE_MS)
        slots.push(`${stay.guild} ${stay.user} ${to}`);
      return slots.filter((slot) => !ticked.has(slot));
    });
    return missing.slice(0, 3).map((slot) => `no tick for ${slot} (${missing.length} are missing)`);
  },
};

interface Stay {
  guild: string;
  user: string;
  since: number;
  place: number;
  untilPlace: number;
  /** It lasts until the end of the log. */
  isOpen: boolean;
}

/** Stays that began with a join or a move into a room that counts, of members who could be heard or could hear all along. */
function staysIn(evidence: Evidence): Stay[] {
  const { happened, system } = evidence;
  const injected = injectedIn(evidence);
  const hushed = everHushed(system);
  const stays: Stay[] = [];
  const open = new Map<string, Stay>();
  const seen = new Set<string>();
  const end = (key: string, place: number) => {
    const stay = open.get(key);
    if (stay) Object.assign(stay, { untilPlace: place, isOpen: false });
    open.delete(key);
  };
  const begin = (key: string, what: Omit<Stay, 'untilPlace' | 'isOpen'>) => {
    const stay = { ...what, untilPlace: happened.length, isOpen: true };
    stays.push(stay);
    open.set(key, stay);
  };
  happened.forEach((each, place) => {
    if (each.kind !== 'fact' || injected.has(each.sequence) || seen.has(each.fact.id)) return;
    const { id, type, guild_id: guild, user_id: user, payload, at } = each.fact;
    seen.add(id);
    if (type === 'gateway_gap') {
      for (const [key, stay] of [...open]) if (stay.guild === guild) end(key, place);
    }
    if (user === null || hushed.has(user) || !['voice_join', 'voice_leave', 'voice_move'].includes(type))
      return;
    const key = `${guild} ${user}`;
    if (type === 'voice_leave' || payload.is_afk) end(key, place);
    else if (!open.has(key)) begin(key, { guild, user, since: Date.parse(at), place });
  });
  return stays;
}

/** Who was mute and deaf at once at any time. */
function everHushed({ simulator }: Evidence['system']): Set<string> {
  type State = { user_id: string; self_mute: boolean; self_deaf: boolean };
  const states = simulator.log.flatMap(({ t, d }): State[] => {
    if (t === 'VOICE_STATE_UPDATE') return [d as State];
    return t === 'GUILD_CREATE' ? (d as { voice_states: State[] }).voice_states : [];
  });
  return new Set(states.filter((state) => state.self_mute && state.self_deaf).map(({ user_id }) => user_id));
}

/** When the gateway received the last thing of all: by then it had judged every slot that had ended. */
const lastReceipt = (evidence: Evidence) => {
  const injected = injectedIn(evidence);
  return Math.max(
    0,
    ...evidence.happened.map((each) =>
      each.kind === 'fact' && !injected.has(each.sequence) ? Date.parse(each.fact.received_at) : 0,
    ),
  );
};

function ticksOf(evidence: Evidence): Tick[] {
  const injected = injectedIn(evidence);
  const seen = new Set<string>();
  return evidence.happened.flatMap((each, place) => {
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
