import { type Static, Type } from '@sinclair/typebox';
import { type Bus, publishFrame } from '@synapse/bus';
import { DeadLetterDocument, encodeFrame, entryKind, historySubject } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { type Occasion, tableChange } from '../changes/change.js';
import { DEFAULT_LIMIT, Limit } from '../http/ids.js';

const OWNERS = ['lake-writer', 'reward-engine'] as const;
type Owner = (typeof OWNERS)[number];

export const DeadLetterQuery = Type.Object({
  owner: DeadLetterDocument.properties.owner,
  before: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'Entries before this sequence of the log.' }),
  ),
  limit: Limit,
});

type Key = { community: string; streamCreated: string; sequence: bigint; factIndex: number };

const tableOf = (tx: Transaction, owner: Owner) =>
  (owner === 'lake-writer' ? tx.lakeDeadLetter : tx.engineDeadLetter) as Transaction['lakeDeadLetter'];

/** Letters of one owner, newest first. */
export async function listDeadLetters(
  tx: Transaction,
  community: string,
  { owner, before, limit }: Static<typeof DeadLetterQuery>,
) {
  const take = Number(limit ?? DEFAULT_LIMIT);
  const letters = await tableOf(tx, owner).findMany({
    where: { community, ...(before !== undefined && { sequence: { lt: BigInt(before) } }) },
    orderBy: [{ sequence: 'desc' }, { factIndex: 'asc' }],
    take,
  });
  const decided = await tx.deadLetterDecision.findMany({
    where: { owner, community, sequence: { in: letters.map(({ sequence }) => sequence) } },
  });
  const decisions = new Map(decided.map((decision) => [idOf(owner, decision), decision]));
  return { items: letters.map((letter) => toDocument(owner, letter, decisions.get(idOf(owner, letter)))) };
}

/** One letter with its bytes. */
export async function inspectDeadLetter(tx: Transaction, community: string, id: string) {
  const found = await findLetter(tx, community, id);
  if (!found) return null;
  const { owner, letter } = found;
  const raw = Buffer.from(letter.raw);
  const decision = await tx.deadLetterDecision.findUnique({ where: decisionId(owner, letter) });
  return {
    ...toDocument(owner, letter, decision),
    text: raw.toString('utf8'),
    base64: raw.toString('base64'),
  };
}

const described = {
  tag: 'dead letters',
  scope: 'operations',
  params: Type.Pick(DeadLetterDocument, ['id']),
  body: null,
} as const;

/** Deciding about letters of one community. */
export const deadLetterChanges = (community: string) => [
  tableChange({
    ...described,
    name: 'redrive_dead_letter',
    method: 'POST',
    path: '/dead-letters/:id/redrive',
    summary:
      'Puts a fact, or a frame of facts, into the log again: what was done with it before has no second effect.',
    async make(tx, { id }, occasion) {
      const { owner, letter } = await undecided(tx, community, id);
      if (entryKind(letter.subject) !== 'facts') {
        throw new HttpProblem(
          409,
          'Only facts are put into the log again: ask for the command or the rules anew.',
        );
      }
      const raw = Buffer.from(letter.raw);
      const frame = letter.factIndex === -1 ? raw : encodeFrame(`redrive:${id}`, [raw.toString('utf8')]);
      return decide(tx, owner, letter, 'redriven', occasion, frame);
    },
  }),
  tableChange({
    ...described,
    name: 'discard_dead_letter',
    method: 'POST',
    path: '/dead-letters/:id/discard',
    summary: 'Notes that nothing is to be done with a dead letter. Its bytes stay.',
    async make(tx, { id }, occasion) {
      const { owner, letter } = await undecided(tx, community, id);
      return decide(tx, owner, letter, 'discarded', occasion, null);
    },
  }),
];

/** Puts what was redriven into the log, and notes that it is there. */
export async function publishRedriven(prisma: OpenPrismaClient, bus: Bus, community: string): Promise<void> {
  const waiting = await prisma.deadLetterDecision.findMany({
    where: { community, frame: { not: null } },
    orderBy: { decidedAt: 'asc' },
  });
  for (const decision of waiting) {
    const id = idOf(decision.owner as Owner, decision);
    await publishFrame(bus, {
      subject: historySubject(community),
      id: `redrive:${id}`,
      body: Buffer.from(decision.frame ?? []),
    });
    await prisma.deadLetterDecision.update({
      where: decisionId(decision.owner as Owner, decision),
      data: { frame: null },
    });
  }
}

async function decide(
  tx: Transaction,
  owner: Owner,
  letter: Letter,
  decision: 'redriven' | 'discarded',
  { asker, now }: Occasion,
  frame: Uint8Array | null,
) {
  const { community, streamCreated, sequence, factIndex } = letter;
  const key = { owner, community, streamCreated, sequence, factIndex };
  const bytes = frame && new Uint8Array(frame);
  const row = await tx.deadLetterDecision.create({
    data: { ...key, decision, decidedBy: asker.actor, decidedAt: now, frame: bytes },
  });
  const [before, after] = [toDocument(owner, letter, null), toDocument(owner, letter, row)];
  const table = owner === 'lake-writer' ? 'lake_dead_letters' : 'engine_dead_letters';
  return {
    answer: { status: 200, body: after },
    audited: { action: 'UPDATE' as const, table, id: `${sequence}:${factIndex}`, before, after },
    afterwards: ({ prisma, bus, community: ours }: Parameters<AfterRedrive>[0]) =>
      publishRedriven(prisma, bus, ours),
  };
}

type AfterRedrive = (admin: { prisma: OpenPrismaClient; bus: Bus; community: string }) => unknown;
type Letter = NonNullable<Awaited<ReturnType<Transaction['lakeDeadLetter']['findUnique']>>>;
type Decision = NonNullable<Awaited<ReturnType<Transaction['deadLetterDecision']['findUnique']>>>;

async function undecided(tx: Transaction, community: string, id: string) {
  const found = await findLetter(tx, community, id);
  if (!found) throw new HttpProblem(404, 'There is no such dead letter.');
  const decision = await tx.deadLetterDecision.findUnique({ where: decisionId(found.owner, found.letter) });
  if (decision) throw new HttpProblem(409, `This dead letter was ${decision.decision} before.`);
  return found;
}

async function findLetter(tx: Transaction, community: string, id: string) {
  const [owner, streamCreated, sequence, factIndex] = partsOf(id);
  if (!OWNERS.includes(owner as Owner)) return null;
  const key = { community, streamCreated, sequence, factIndex };
  const letter = await tableOf(tx, owner as Owner).findUnique({
    where: { community_streamCreated_sequence_factIndex: key },
  });
  return letter && { owner: owner as Owner, letter };
}

const idOf = (owner: Owner, { streamCreated, sequence, factIndex }: Omit<Key, 'community'>): string =>
  Buffer.from(JSON.stringify([owner, streamCreated, String(sequence), factIndex])).toString('base64url');

function partsOf(id: string): [owner: string, streamCreated: string, sequence: bigint, factIndex: number] {
  try {
    const [owner, created, sequence, index] = JSON.parse(
      Buffer.from(id, 'base64url').toString('utf8'),
    ) as unknown[];
    const isRight = typeof sequence === 'string' && /^[1-9]\d{0,17}$/.test(sequence);
    if (isRight && Number.isInteger(index) && Math.abs(index as number) < 10_000) {
      return [String(owner), String(created), BigInt(sequence), index as number];
    }
  } catch {
    // What is no id of ours names nothing.
  }
  return ['', '', 0n, 0];
}

const decisionId = (owner: Owner, { community, streamCreated, sequence, factIndex }: Key) => ({
  owner_community_streamCreated_sequence_factIndex: { owner, community, streamCreated, sequence, factIndex },
});

const toDocument = (owner: Owner, letter: Letter, decision: Decision | null | undefined) => ({
  id: idOf(owner, letter),
  owner,
  sequence: String(letter.sequence),
  fact_index: letter.factIndex,
  subject: letter.subject,
  reason: letter.reason,
  detail: letter.detail,
  logged_at: letter.loggedAt.toISOString(),
  decision: (decision?.decision ?? null) as DeadLetterDocument['decision'],
  decided_by: decision ? String(decision.decidedBy) : null,
});
