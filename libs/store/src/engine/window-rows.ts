import { jsonbs, texts, times } from '../binary-array.js';
import type { Connection } from '../pool.js';

/** What an anti-gaming rule remembers under a key; `state` is JSON. */
export interface WindowRow {
  readonly key: string;
  readonly state: unknown;
  /** The latest event time at which a fact may ask for it, in milliseconds since the Unix epoch. */
  readonly lastAt: number;
}

/** One index lookup a key, whatever the planner believes; see `journaled`. */
const LOAD = `
  select found.* from unnest($1::text[]) as wanted(key)
  cross join lateral (select key, state, last_at from reward_windows w where w.key = wanted.key limit 1) as found`;

/** Those of the given windows that exist. */
export async function loadWindows(connection: Connection, keys: readonly string[]): Promise<WindowRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await connection.query({ name: 'load windows', text: LOAD, values: [texts(keys)] });
  return rows.map(({ key, state, last_at }) => ({ key, state, lastAt: last_at.getTime() }));
}

const SAVE = `
  insert into reward_windows (key, state, last_at)
  select key, state, last_at
  from unnest($1::text[], $2::jsonb[], $3::timestamptz[]) as moved(key, state, last_at)
  order by key
  on conflict (key) do update set state = excluded.state, last_at = excluded.last_at`;

/** Writes windows as they are now; each key may stand in `windows` once. */
export function saveWindows(connection: Connection, windows: readonly WindowRow[]): Promise<unknown> {
  if (windows.length === 0) return Promise.resolve();
  const values = [
    texts(windows.map(({ key }) => key)),
    jsonbs(windows.map(({ state }) => JSON.stringify(state))),
    times(windows.map(({ lastAt }) => lastAt)),
  ];
  return connection.query({ name: 'save windows', text: SAVE, values });
}

/** The time before which windows are forgotten, in milliseconds since the Unix epoch; 0 = nothing is. */
export async function loadHorizon(connection: Connection, community: string): Promise<number> {
  const { rows } = await connection.query({
    name: 'horizon',
    text: 'select forgotten_before from engine_positions where community = $1',
    values: [community],
  });
  return rows[0]?.forgotten_before?.getTime() ?? 0;
}

/** Moves the horizon forward and drops what lies behind it. */
export async function forgetBefore(
  connection: Connection,
  community: string,
  horizon: number,
): Promise<void> {
  const time = new Date(horizon);
  await connection.query('update engine_positions set forgotten_before = $2 where community = $1', [
    community,
    time,
  ]);
  await connection.query("delete from reward_windows where last_at < $1 and key not like 'history:%'", [
    time,
  ]);
}
