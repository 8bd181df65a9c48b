import { setTimeout as sleep } from 'node:timers/promises';
import { factsStreamName } from '@synapse/contracts';
import { eventually } from '@synapse/testkit';
import { type Activity, burst } from './activity.js';
import { cpuTimes } from './cpu-time.js';
import type { RunningService } from './service.js';
import { COMMUNITY, lastEntry, type Stack } from './stack.js';

/** One spool that was filled while the broker was away, and drained. Times count from the first entry in the log. */
export interface Drained {
  facts: number;
  frames: number;
  journalRows: number;
  publishedMs: number;
  lakeMs: number;
  journalMs: number;
  /** Microseconds of processor time a fact, by process, from the first publish to the last commit. */
  cpuPerFact: Record<string, number>;
  /** The entries of the log. */
  from: number;
  to: number;
}

const DRAINED_WITHIN_MS = 120_000;
/** How exactly the moment of the last commit is known, at the price of one cheap query each time. */
const LOOK_EVERY_MS = 10;

/** Lets `facts` dispatches land in the spool of a gateway without a broker, and ends that gateway. */
export async function fillSpool(stack: Stack, activity: Activity, facts: number): Promise<void> {
  const gateway = await stack.startGateway({ broker: false });
  await stack.simulator.connected();
  await burst(activity, facts);
  await eventually(
    `${facts} facts in the spool`,
    async () => (await gateway.counter('synapse_gateway_facts_total')) >= facts,
    60_000,
  );
  await gateway.stop();
}

/** Starts a gateway that has its broker, and watches what waited in its spool reach the tables. */
export async function drainSpool(
  stack: Stack,
  readers: readonly RunningService[],
  facts: number,
): Promise<{ drained: Drained; gateway: RunningService }> {
  const before = await lookAtTables(stack);
  const last = await lastEntry(stack);
  const gateway = await stack.startGateway({ broker: true });
  while ((await lastEntry(stack)) === last) await sleep(1);
  const pids = { ...stack.pids, ...Object.fromEntries([gateway, ...readers].map((s) => [s.name, s.pid])) };
  const cpuBefore = cpuTimes(pids);
  const looks = await watchTables(stack, before.nextLakeId + facts);
  const cpuAfter = cpuTimes(pids);
  const after = looks.at(-1) as Look;
  const [from, to] = [last + 1, after.lakeSequence];
  const start = await storedAt(stack, from);
  const doneAt = (isDone: (look: Look) => boolean) => (looks.find(isDone)?.at ?? Number.NaN) - start;
  const drained: Drained = {
    facts,
    frames: to - last,
    journalRows: after.nextJournalId - before.nextJournalId,
    publishedMs: (await storedAt(stack, to)) - start,
    lakeMs: doneAt(({ lakeSequence }) => lakeSequence >= to),
    journalMs: doneAt(({ engineSequence }) => engineSequence >= to),
    cpuPerFact: Object.fromEntries(
      Object.entries(cpuAfter).map(([name, us]) => [name, (us - (cpuBefore[name] ?? 0)) / facts]),
    ),
    from,
    to,
  };
  return { drained, gateway };
}

interface Look {
  /** Milliseconds since the Unix epoch, as the broker's own times. */
  at: number;
  lakeSequence: number;
  nextLakeId: number;
  engineSequence: number;
  nextJournalId: number;
}

async function watchTables(stack: Stack, untilLakeId: number): Promise<Look[]> {
  const looks: Look[] = [];
  const deadline = Date.now() + DRAINED_WITHIN_MS;
  for (;;) {
    const look = await lookAtTables(stack);
    looks.push(look);
    if (look.nextLakeId >= untilLakeId && look.engineSequence >= look.lakeSequence) return looks;
    if (look.at > deadline) throw new Error(`The spool was not drained in time: ${JSON.stringify(look)}.`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function lookAtTables({ pool }: Stack): Promise<Look> {
  const { rows } = await pool.query(
    `select l.sequence as lake, l.next_lake_id, e.sequence as engine, e.next_journal_id
     from lake_positions l join engine_positions e using (community) where community = $1`,
    [COMMUNITY],
  );
  const [row] = rows;
  return {
    at: Date.now(),
    lakeSequence: Number(row.lake),
    nextLakeId: Number(row.next_lake_id),
    engineSequence: Number(row.engine),
    nextJournalId: Number(row.next_journal_id),
  };
}

/** When the broker stored an entry, in milliseconds since the Unix epoch. */
async function storedAt({ bus }: Stack, seq: number): Promise<number> {
  const message = await bus.jsm.streams.getMessage(factsStreamName(COMMUNITY), { seq });
  if (!message) throw new Error(`Entry ${seq} is not in the log.`);
  return message.time.getTime();
}
