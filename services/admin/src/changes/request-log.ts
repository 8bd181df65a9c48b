import { createHash } from 'node:crypto';
import { HttpProblem } from '@synapse/http';
import type { OpenPrismaClient, Prisma } from '@synapse/store';
import type { Transaction } from '../audit.js';
import type { Answer, AnyChange, Asker } from './change.js';

/** What is asked for, under a key that the asker chose. */
export interface Asked {
  change: AnyChange;
  input: Record<string, unknown>;
  key: string;
  asker: Asker;
}

const WINDOW_MS = 60_000;

/** Keys of one asker at one door name one request each. */
export const requestId = ({ asker: { actor: actorId, door }, key }: Asked) => ({
  actorId_door_key: { actorId, door, key },
});

/**
 * The request that was made under this key before, if any.
 * @throws HttpProblem 422 when it asked for something else
 */
export async function earlierRequest(tx: Transaction, asked: Asked) {
  const earlier = await tx.changeRequest.findUnique({ where: requestId(asked) });
  if (earlier && earlier.digest !== digestOf(asked)) {
    throw new HttpProblem(422, 'Another request was made under this Idempotency-Key: choose a new one.');
  }
  return earlier;
}

/** Remembers a request; `answer` is null while the engine has not settled its command. */
export async function rememberRequest(
  tx: Transaction,
  asked: Asked,
  { answer, command, now }: { answer: Answer | null; command?: object; now: Date },
): Promise<void> {
  await tx.changeRequest.create({
    data: {
      ...requestId(asked).actorId_door_key,
      change: asked.change.name,
      digest: digestOf(asked),
      askedAt: now,
      ...(command && { command: command as Prisma.InputJsonObject }),
      ...(answer && { status: answer.status, answer: answer as unknown as Prisma.InputJsonObject }),
    },
  });
}

/** An answer that was given before. */
export const replayed = (answer: Prisma.JsonValue): Answer => {
  const given = answer as unknown as Answer;
  return { ...given, headers: { ...given.headers, 'idempotency-replayed': 'true' } };
};

/**
 * @throws HttpProblem 429 when an admin has changed as much as they may in a minute, through whatever door
 */
export async function keepToLimit(
  tx: Transaction,
  { actor }: Asker,
  limit: number,
  now: Date,
): Promise<void> {
  const since = new Date(now.getTime() - WINDOW_MS);
  const made = await tx.changeRequest.count({ where: { actorId: actor, askedAt: { gt: since } } });
  if (made < limit) return;
  throw new HttpProblem(429, `You have made ${limit} changes within a minute: go on in a moment.`);
}

const digestOf = ({ change, input }: Asked): string =>
  createHash('sha256')
    .update(JSON.stringify([change.name, sorted(input)]))
    .digest('hex');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

/** How long the same request has the same answer. */
const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

/** Forgets requests that nobody sends again any more. */
export async function dropOldRequests(prisma: OpenPrismaClient, now: Date): Promise<void> {
  const before = new Date(now.getTime() - REMEMBERED_MS);
  await prisma.changeRequest.deleteMany({ where: { askedAt: { lt: before }, status: { not: null } } });
}
