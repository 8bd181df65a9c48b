import { BOARDS, type RewardEvent, type RewardFrame } from '@synapse/contracts';
import { monthStart, weekStart } from './period.js';
import { createStandings, type Standings } from './standings.js';

/** Where figures that were read come from, and what they are about. */
export interface Origin {
  /** Number of the last reward frame whose effects they include. */
  readonly frame: number;
  /** The log's entry that the engine had reached. */
  readonly entry: number;
  readonly rebuilds: number;
  /** The season whose stars they are. */
  readonly season: number | null;
  /** About how many members there are: room is made for them at once. */
  readonly expected?: number;
}

export type LiveStandings = ReturnType<typeof createLiveStandings>;

/**
 * Standings that follow the reward frames. They begin where the database was when it was read: every frame after that is
 * taken exactly once, in order.
 * @param now milliseconds since the Unix epoch: tells the week and the month
 */
export function createLiveStandings(origin: Origin, now: number) {
  const { rebuilds, season, expected } = origin;
  const standings = createStandings(BOARDS, expected);
  let { frame, entry } = origin;
  let newest: number | null = null;
  let week = weekStart(now);
  let month = monthStart(now);

  function count(event: RewardEvent): void {
    if (event.kind === 'member_erased') standings.erase(BigInt(event.member_id));
    if (!('member' in event)) return;
    const id = BigInt(event.member.id);
    const at = Date.parse(event.at);
    newest = Math.max(newest ?? 0, at);
    roll(at);
    const xp = 'xp' in event ? event.xp : 0;
    const { xp: total, level, gold, stars } = event.totals;
    standings.set(id, {
      xp: total,
      level,
      gold,
      stars,
      ...(xp !== 0 && at >= week && { week: standings.figure(id, 'week') + xp }),
      ...(xp !== 0 && at >= month && { month: standings.figure(id, 'month') + xp }),
      ...(event.kind === 'granted' &&
        event.stars !== 0 &&
        event.season_id === season &&
        season !== null && { season: standings.figure(id, 'season') + event.stars }),
    });
    if (event.kind === 'member_left') standings.leave(id);
    if (event.kind === 'member_returned') standings.comeBack(id);
  }

  /** Starts the week and the month over once they are past. */
  function roll(at: number): void {
    if (weekStart(at) > week) {
      week = weekStart(at);
      standings.clear('week');
    }
    if (monthStart(at) > month) {
      month = monthStart(at);
      standings.clear('month');
    }
  }

  return {
    standings: standings as Standings,
    rebuilds,
    season,
    roll,
    frame: () => frame,
    /** When the week and the month of the boards began. */
    since: () => ({ week, month }),
    /** The log's entry they include, and the time of the newest event since they were read. */
    position: () => ({ entry, at: newest }),

    /** Takes the next frame; one that is included already changes nothing. @returns false when frames before it are missing */
    apply(next: RewardFrame): boolean {
      if (next.frame <= frame) return true;
      if (next.frame > frame + 1) return false;
      for (const event of next.events) count(event);
      frame = next.frame;
      entry = next.log.sequence;
      return true;
    },
  };
}
