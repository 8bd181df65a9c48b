import type { Connection, Pool } from '../pool.js';

/** How far the engine is, as a reader of its tables sees it. */
export interface EngineState {
  /** Sequence of the last entry of the log whose effects are in the tables. */
  readonly entry: number;
  /** Number of the last reward frame that tells of them. */
  readonly frame: number;
  /** How often figures were changed beside the log: no frame tells of that. */
  readonly rebuilds: number;
}

const BEFORE_THE_FIRST: EngineState = { entry: 0, frame: 0, rebuilds: 0 };

/** Where the engine stands with a community. */
export async function readEngineState(
  db: Pick<Pool, 'query'> | Connection,
  community: string,
): Promise<EngineState> {
  const { rows } = await db.query<{ sequence: bigint; next_frame: bigint; rebuilds: number }>({
    name: 'engine-state',
    text: 'select sequence, next_frame, rebuilds from engine_positions where community = $1',
    values: [community],
  });
  const [row] = rows;
  if (!row) return BEFORE_THE_FIRST;
  return { entry: Number(row.sequence), frame: Number(row.next_frame) - 1, rebuilds: row.rebuilds };
}
