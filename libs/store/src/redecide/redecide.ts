import type { Difference } from '../compare-rows.js';
import { PositionMovedError } from '../database-error.js';
import type { Fold } from '../fold/fold.js';
import { foldUpTo } from '../fold/fold-up-to.js';
import type { Owner } from '../own.js';
import type { Connection } from '../pool.js';
import { checkPosition, ENGINE_POSITIONS, findPosition, type Position } from '../position.js';
import { type Beginning, chooseBeginning } from './beginning.js';
import { findCheckpoint } from './checkpoint.js';
import { compareShadows } from './compare-shadows.js';
import { inSnapshot } from './in-snapshot.js';
import { createShadows, openShadowQuests } from './shadow-tables.js';

type Next = 'next_journal_id' | 'next_frame';

/** How the engine judges, wherever its tables are. */
export type Judging = Pick<Fold<Next>, 'apply' | 'community' | 'log' | 'onCommitted' | 'signal'>;

/** What judging anew gave, compared with the engine's tables as they are at the entry `to`. */
export interface RedecideReport {
  beginning: Beginning;
  /** The last entry before those judged anew. */
  from: number;
  to: number;
  tables: Difference[];
}

/** What the engine does meanwhile is judged within the snapshot that is compared; more than this is judged before it. */
const LAST_STRETCH = 500;
/** Only an engine that is itself catching up outruns so many: then the last stretch is as long as it is. */
const MOST_STRETCHES = 8;

/**
 * Judges the log anew into shadows of the engine's tables, from its first entry or from the checkpoint up to where the
 * engine is, and compares every row. The engine may run meanwhile: it is compared as it was at one entry.
 * @param owner of nothing but a connection: whatever is written on it is temporary
 * @returns `null` when the engine has judged nothing yet
 */
export async function redecide(
  owner: Owner,
  judging: Judging,
  wanted?: Beginning,
): Promise<RedecideReport | null> {
  const { community, log } = judging;
  const live = await owner.alone((connection) => livePosition(connection, community));
  if (!live) return null;
  const state = await log.state();
  checkPosition(live, state, 'reward-engine');
  const checkpoint = await owner.alone((connection) => findCheckpoint(connection, community));
  const beginning = chooseBeginning(state, checkpoint, wanted);
  const { streamCreated } = live;
  const start = await owner.transaction((connection) =>
    createShadows(connection, { community, streamCreated }, beginning),
  );
  const fold = judgingShadows(judging);
  let position = start;
  for (let stretch = 0; stretch < MOST_STRETCHES; stretch += 1) {
    const { sequence } = await owner.alone((connection) => stillThere(connection, community, position));
    if (sequence - position.sequence <= LAST_STRETCH) break;
    position = await foldUpTo(fold, owner, position, sequence);
  }
  return inSnapshot(owner, async (connection, within) => {
    const { sequence } = await stillThere(connection, community, position);
    await foldUpTo(fold, within, position, sequence);
    return { beginning, from: start.sequence, to: sequence, tables: await compareShadows(connection, start) };
  });
}

const livePosition = (connection: Connection, community: string) =>
  findPosition(connection, { ...ENGINE_POSITIONS, table: 'public.engine_positions' }, community);

/** @throws PositionMovedError when the engine was set to another place meanwhile */
async function stillThere(connection: Connection, community: string, { streamCreated, sequence }: Position) {
  const live = await livePosition(connection, community);
  if (live?.streamCreated === streamCreated && live.sequence >= sequence) return live;
  throw new PositionMovedError(`The engine's position was set back while its log was judged anew.`);
}

const judgingShadows = (judging: Judging) => ({
  ...judging,
  positions: ENGINE_POSITIONS,
  deadLetters: 'engine_dead_letters' as const,
  apply: (async (connection, position, steps, queue) => {
    const quests = steps.flatMap((step) => (step.kind === 'rule_set' ? step.ruleSet.quests : []));
    if (quests.length > 0)
      await openShadowQuests(
        connection,
        quests.map(({ id }) => id),
      );
    return judging.apply(connection, position, steps, queue);
  }) satisfies Judging['apply'],
});
