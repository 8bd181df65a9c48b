import { createHash } from 'node:crypto';
import { type CommandAnswer, type CommandBody, type Outcome, SYSTEM_ACTOR } from '@synapse/contracts';
import { sleep } from '@synapse/runtime';
import type { OpenPrismaClient } from '@synapse/store';
import { issueCommand } from '../issue-command.js';
import type { Seasons } from '../seasons/close-seasons.js';

/** Corrections under way at once: enough to fill the engine's batches, too few to keep it from anything else. */
const AT_ONCE = 50;
const LOOK_AGAIN_MS = 500;

export interface Corrections {
  readonly bodies: readonly CommandBody<'correct'>[];
  /** The time of all of them, also when the rest is sent later. */
  readonly at: Date;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
}

/**
 * Sends corrections, some at a time, each waited for. Each is named after its run and its member, so that sending them
 * again changes nothing.
 * @returns their outcomes, in order
 */
export async function sendCorrections(
  { prisma, bus, community }: Seasons,
  { bodies, at, signal, onProgress }: Corrections,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < bodies.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const part = bodies.slice(from, from + AT_ONCE);
    const settled = await outcomesOf(prisma, part.map(nameOf));
    const answers = part.map(async (body): Promise<Outcome> => {
      const id = nameOf(body);
      const known = settled.get(id);
      if (known) return known;
      const answer = await issueCommand(bus, community, { id, type: 'correct', body, at });
      return isSettled(answer) ? answer : await untilSettled(prisma, id, signal);
    });
    outcomes.push(...(await Promise.all(answers)));
    onProgress(outcomes.length, bodies.length);
  }
  return outcomes;
}

/** A digest stands for the member: outcomes outlive whoever they were about. */
const nameOf = ({ run, member }: CommandBody<'correct'>): string =>
  `${run}-${createHash('sha256').update(`${run}:${member}`).digest('hex').slice(0, 16)}`;

const isSettled = (answer: CommandAnswer): answer is Outcome => answer.status !== 'pending';

/** What is pending is in the log: the engine will come to it. */
async function untilSettled(prisma: OpenPrismaClient, id: string, signal: AbortSignal): Promise<Outcome> {
  for (;;) {
    const outcome = (await outcomesOf(prisma, [id])).get(id);
    if (outcome) return outcome;
    await sleep(LOOK_AGAIN_MS, signal);
  }
}

async function outcomesOf(prisma: OpenPrismaClient, ids: string[]): Promise<Map<string, Outcome>> {
  const rows = await prisma.commandOutcome.findMany({
    where: { issuer: 'admin', actorId: BigInt(SYSTEM_ACTOR), commandId: { in: ids } },
    select: { commandId: true, outcome: true },
  });
  return new Map(rows.map(({ commandId, outcome }) => [commandId, outcome as Outcome]));
}
