import { Type } from '@sinclair/typebox';
import { type Bus, publishFrame } from '@synapse/bus';
import { DeadLetterDocument, encodeFrame, entryKind, historySubject } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import type { Transaction } from '../audit.js';
import type { Admin } from '../changes/admin.js';
import { type Occasion, tableChange } from '../changes/change.js';
import { mustMatch } from '../changes/etag.js';
import {
  decisionId,
  findLetter,
  idOf,
  inspected,
  type Letter,
  type Owner,
  toDocument,
} from './dead-letters.js';

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
      const { owner, letter } = await undecided(tx, community, id, occasion);
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
      const { owner, letter } = await undecided(tx, community, id, occasion);
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
    afterwards: ({ prisma, bus, community: ours }: Admin) => publishRedriven(prisma, bus, ours),
  };
}

async function undecided(tx: Transaction, community: string, id: string, occasion: Occasion) {
  const found = await findLetter(tx, community, id);
  if (!found) throw new HttpProblem(404, 'There is no such dead letter.');
  const { owner, letter } = found;
  const decision = await tx.deadLetterDecision.findUnique({ where: decisionId(owner, letter) });
  mustMatch(occasion, inspected(owner, letter, decision));
  if (decision) throw new HttpProblem(409, `This dead letter was ${decision.decision} before.`);
  return found;
}
