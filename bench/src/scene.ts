import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Activity, createActivity } from './activity.js';
import { checkTables } from './check-tables.js';
import type { Effects } from './effects.js';
import { createOracle } from './oracle.js';
import type { RunningService } from './service.js';
import { COMMUNITY, lastEntry, type Reader, type Stack } from './stack.js';
import type { Pids } from './timed.js';

/** All services at work on the simulated Discord, and what their tables must hold. */
export interface Scene {
  readonly stack: Stack;
  readonly activity: Activity;
  /** Folder and beginning of the files that keep what a reader sent to PostgreSQL. */
  recordOf(reader: Reader): string;
  gateway: RunningService;
  readonly readers: Record<Reader, RunningService>;
  pids(): Pids;
  /** Waits until both readers are at the end of the log and the log holds everything the simulator did. */
  settled(): Promise<void>;
  /** Counts what the simulator caused, so that the check knows. */
  caused(facts: number): void;
  /** Folds the log so far in memory, so that the check has less to do. */
  readAlong(): Promise<void>;
  /** Compares all tables with the log. @returns what each fact since the last check brought */
  check(): Promise<Effects[]>;
}

export const READERS: readonly Reader[] = ['lake-writer', 'reward-engine'];
/** How exactly the moment of the last commit is known, at the price of one cheap query each time. */
const LOOK_EVERY_MS = 5;
const SETTLED_WITHIN_MS = 180_000;

/** @param isRecorded whether readers keep what they send to PostgreSQL: a file that grows */
export async function openScene(stack: Stack, { isRecorded = true } = {}): Promise<Scene> {
  const oracle = createOracle();
  const activity = createActivity(stack.simulator);
  const gateway = await stack.startGateway({ broker: true });
  await gateway.untilReady();
  await stack.bootstrap();
  const recordOf = (reader: Reader) => join(stack.folder, `${reader}.sql`);
  const started = await Promise.all(
    READERS.map((name) => stack.startReader(name, isRecorded ? { record: recordOf(name) } : {})),
  );
  const [lakeWriter, rewardEngine] = started as [RunningService, RunningService];
  await Promise.all(started.map((reader) => reader.untilReady()));
  let dispatched = 0;
  const scene: Scene = {
    stack,
    activity,
    recordOf,
    gateway,
    readers: { 'lake-writer': lakeWriter, 'reward-engine': rewardEngine },
    pids: () => ({
      ...stack.pids,
      ...Object.fromEntries(
        [scene.gateway, ...Object.values(scene.readers)].map(({ name, pid }) => [name, pid]),
      ),
      simulator: process.pid,
    }),
    caused: (facts) => {
      dispatched += facts;
    },
    settled: () => settled(stack, dispatched),
    async readAlong() {
      await oracle.catchUp(stack);
    },
    check: () => checkTables(stack, oracle, dispatched),
  };
  return scene;
}

/** Waits until the lake has so many rows, and both readers have read the whole log. */
async function settled(stack: Stack, lakeRows: number): Promise<void> {
  const deadline = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const { rows } = await stack.pool.query({ name: 'look', text: LOOK, values: [COMMUNITY] });
    const [{ lake, next, engine }] = rows;
    // What was delivered twice takes a number and becomes no row.
    const isThere = Number(next) > lakeRows && lake === engine;
    if (isThere && (await lastEntry(stack)) === Number(lake)) return;
    if (Date.now() > deadline) {
      throw new Error(`Not everything arrived in time: ${Number(next) - 1} of ${lakeRows} rows of the lake.`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

const LOOK = `
  select l.sequence as lake, l.next_lake_id as next, e.sequence as engine
  from lake_positions l join engine_positions e using (community) where community = $1`;
