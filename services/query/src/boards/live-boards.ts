import { type RewardFrame, settingValue } from '@synapse/contracts';
import { errorSummary, type Logger, type Readiness, sleep } from '@synapse/runtime';
import { type DatabaseOptions, type Pool, readEngineState, readRulesInForce } from '@synapse/store';
import type { LiveStandings } from './live-standings.js';
import { loadLiveStandings, PERIODS } from './load-live-standings.js';
import { seasonOf } from './season-of.js';

export interface LiveBoardsOptions {
  db: Pick<Pool, 'query'>;
  /** Where whole tables are read: by a connection of its own, that may take its time. */
  database: DatabaseOptions;
  community: string;
  log: Logger;
  ready: Readiness;
  now: () => number;
  /** Time between looks at how far the engine is. */
  lookEveryMs?: number;
}

export interface LiveBoards {
  /** The standings of now; waits for the first loading. @throws what keeps it from being done */
  current(): Promise<LiveStandings>;
  /** For how many milliseconds nobody said that the standings are those of now. */
  ageMs(): number;
  /** Takes the next reward frame. */
  take(frame: RewardFrame): void;
  /** Loads the standings and keeps them true until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * The boards of now, in memory: loaded from the database, then moved by the reward frames. They are loaded anew when a frame
 * is missing, when figures were changed beside the log, when another season begins, and, without NATS, when the engine went
 * on: so they are never wrong for long, whatever fails.
 */
export function createLiveBoards(options: LiveBoardsOptions): LiveBoards {
  const { db, database, community, log, ready, now, lookEveryMs = 5_000 } = options;
  let live: LiveStandings | null = null;
  let loading: Promise<unknown> | null = null;
  let heardAt = now();
  /** Frames that came while the standings which they belong to were being read. */
  let waiting: RewardFrame[] = [];

  function load(): Promise<unknown> {
    loading ??= loadLiveStandings({ database, community, now: now(), onUsable: useForWantOfOthers })
      .then((loaded) => live === loaded || use(loaded))
      .finally(() => {
        loading = null;
        waiting = [];
      });
    return loading;
  }

  function useForWantOfOthers(loaded: LiveStandings): void {
    if (live === null) use(loaded);
  }

  function use(loaded: LiveStandings): void {
    for (const frame of waiting) loaded.apply(frame);
    waiting = [];
    live = loaded;
    heardAt = now();
    ready.set('boards', true);
    log.info({ community, frame: loaded.frame() }, 'has the standings');
  }

  /** Tells whether the standings no longer are what frames can keep true. @param stoodAt the frame of the last look */
  async function isStale(stoodAt: number | null): Promise<boolean> {
    if (live === null || !PERIODS.every(live.standings.isOrdered)) return true;
    const [engine, { settings, seasons }] = await Promise.all([
      readEngineState(db, community),
      readRulesInForce(db, community),
    ]);
    live.standings.hideLeavers(settingValue(settings, 'boards_hide_leavers'));
    if (engine.frame <= live.frame()) heardAt = now();
    else if (live.frame() === stoodAt) return true;
    return engine.rebuilds !== live.rebuilds || seasonOf(seasons, now()) !== live.season;
  }

  return {
    ageMs: () => now() - heardAt,
    async current() {
      if (live === null) await load();
      if (live === null) throw new Error('The standings are not there after a loading.');
      live.roll(now());
      return live;
    },
    take(frame) {
      if (loading !== null) waiting.push(frame);
      if (live?.apply(frame) === false) load().catch(() => {});
      else heardAt = now();
    },
    async run(signal) {
      let stoodAt: number | null = null;
      while (!signal.aborted) {
        try {
          if (await isStale(stoodAt)) await load();
        } catch (error) {
          if (live === null) ready.set('boards', false, errorSummary(error));
          log.debug({ err: error }, 'the standings could not be looked at');
        }
        stoodAt = (live as LiveStandings | null)?.frame() ?? null;
        await sleep(live === null ? 1_000 : lookEveryMs, signal).catch(() => {});
      }
    },
  };
}
