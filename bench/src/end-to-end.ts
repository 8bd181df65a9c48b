import { roleUrl } from '@synapse/testkit';
import { saveUp } from './activity.js';
import { openOneByOne } from './one-by-one.js';
import type { Measured, Pair, Row } from './pair.js';
import { openRecording, type Recording } from './recording.js';
import { openReplay, type Replay } from './replay.js';
import { checkSameRows } from './same-rows.js';
import { READERS, type Scene } from './scene.js';
import { ROLES } from './stack.js';
import { rateOf } from './timed.js';

/** Rounds of facts before the first that counts: services run for weeks, and a compiler takes its time. */
const WARM_UP = 2;

export interface EndToEndOptions {
  facts: number;
  rounds: number;
  /** Facts that the writers of single facts get, of each round. */
  leanFacts: number;
  prismaFacts: number;
}

/**
 * Everything from the socket to committed rows, beside three other ways to get the same rows: what the services sent to
 * PostgreSQL, sent again from memory; and two writers of one fact a transaction.
 */
export async function measureEndToEnd(
  scene: Scene,
  { facts, rounds, leanFacts, prismaFacts }: EndToEndOptions,
  say: (line: string) => void,
): Promise<Row[]> {
  const floor = await openFloor(scene);
  const oneByOne = await openOneByOne(scene.stack);
  const measured: Record<'ours' | 'floor' | 'lean' | 'prisma', Measured>[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      say(round === 0 ? 'end to end: warming up' : `end to end: round ${round} of ${rounds}`);
      const count = round === 0 ? WARM_UP * facts : facts;
      scene.caused(count);
      await saveUp(scene.stack.simulator, scene.activity, count);
      const ours = await rateOf(count, scene.pids(), scene.settled);
      const effects = await scene.check();
      const again = await floor.replay(count);
      const lean = await oneByOne.lean(effects.slice(0, leanFacts));
      const prisma = await oneByOne.prisma(effects.slice(0, prismaFacts));
      say(
        `  ${[ours, again, lean, prisma].map(({ value }) => Math.round(value)).join(' | ')} facts/s; ${JSON.stringify(ours.cpu)}`,
      );
      if (round > 0) measured.push({ ours, floor: again, lean, prisma });
    }
  } finally {
    floor.close();
    await oneByOne.close();
  }
  const against = (side: 'floor' | 'lean' | 'prisma'): Pair[] =>
    measured.map((round) => ({ ours: round.ours, limit: round[side] }));
  const what = 'socket → lake and journal, everything on';
  return [
    {
      key: 'end_to_end_floor',
      what,
      against: 'the same statements from memory, one connection each',
      unit: 'facts/s',
      goal: { reach: 0.7, aim: 0.85 },
      pairs: against('floor'),
    },
    {
      key: 'end_to_end_lean',
      what,
      against: 'pg, one fact a transaction, 6 connections',
      unit: 'facts/s',
      goal: { reach: 8, aim: 10 },
      pairs: against('lean'),
    },
    {
      key: 'end_to_end_prisma',
      what,
      against: 'Prisma, one fact a transaction, 10 at a time',
      unit: 'facts/s',
      goal: { reach: 30, aim: 45 },
      pairs: against('prisma'),
    },
  ];
}

/** What the services sent to PostgreSQL, sent again to a database of its own, which then holds the same rows. */
async function openFloor({ stack, recordOf }: Scene) {
  const url = await stack.freshDatabase('floor');
  const replays: { recording: Recording; replay: Replay }[] = [];
  for (const reader of READERS) {
    replays.push({
      recording: openRecording(recordOf(reader)),
      replay: await openReplay(roleUrl(url, ROLES[reader])),
    });
  }
  return {
    async replay(facts: number): Promise<Measured> {
      const work = replays.map(({ recording, replay }) => ({ sent: recording.more(), replay }));
      const pids = { PostgreSQL: stack.pids.PostgreSQL, sender: process.pid };
      const measured = await rateOf(facts, pids, () =>
        Promise.all(work.map(({ sent, replay }) => replay.run(sent))),
      );
      await checkSameRows(READERS, stack.database, url);
      return measured;
    },
    close: () => {
      for (const { replay } of replays) replay.close();
    },
  };
}
