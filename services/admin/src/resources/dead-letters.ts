import { type Static, Type } from '@sinclair/typebox';
import { DeadLetterDocument } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { DEFAULT_LIMIT, Limit } from '../http/ids.js';

const OWNERS = ['lake-writer', 'reward-engine'] as const;
export type Owner = (typeof OWNERS)[number];

const { id: ID } = DeadLetterDocument.properties;

export const DeadLetterQuery = Type.Object({
  owner: DeadLetterDocument.properties.owner,
  before: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'Entries before this sequence of the log.' }),
  ),
  after: Type.Optional(
    Type.String({ pattern: ID.pattern ?? '', description: 'The `next` of the page before.' }),
  ),
  limit: Limit,
});

/** What names a letter among those of its owner. */
export interface LetterKey {
  community: string;
  streamCreated: string;
  sequence: bigint;
  factIndex: number;
}
export type Letter = NonNullable<Awaited<ReturnType<Transaction['lakeDeadLetter']['findUnique']>>>;
type Decision = NonNullable<Awaited<ReturnType<Transaction['deadLetterDecision']['findUnique']>>>;

const tableOf = (tx: Transaction, owner: Owner) =>
  (owner === 'lake-writer' ? tx.lakeDeadLetter : tx.engineDeadLetter) as Transaction['lakeDeadLetter'];

/** Letters of one owner, newest first; those of one entry in its order. */
export async function listDeadLetters(
  tx: Transaction,
  community: string,
  { owner, before, after, limit }: Static<typeof DeadLetterQuery>,
) {
  const take = Number(limit ?? DEFAULT_LIMIT);
  const letters = await tableOf(tx, owner).findMany({
    where: {
      AND: [{ community, ...(before !== undefined && { sequence: { lt: BigInt(before) } }) }, behind(after)],
    },
    orderBy: [{ sequence: 'desc' }, { factIndex: 'asc' }, { streamCreated: 'asc' }],
    take: take + 1,
  });
  const shown = letters.slice(0, take);
  const decided = await tx.deadLetterDecision.findMany({
    where: { owner, community, sequence: { in: shown.map(({ sequence }) => sequence) } },
  });
  const decisions = new Map(decided.map((decision) => [idOf(owner, decision), decision]));
  const items = shown.map((letter) => toDocument(owner, letter, decisions.get(idOf(owner, letter))));
  return { items, next: letters.length > take ? (items.at(-1)?.id ?? null) : null };
}

function behind(after: string | undefined) {
  if (after === undefined) return {};
  const [owner, streamCreated, sequence, factIndex] = partsOf(after);
  if (owner === '') throw new HttpProblem(400, 'querystring/after is no `next` of a page.');
  return {
    OR: [
      { sequence: { lt: sequence } },
      { sequence, factIndex: { gt: factIndex } },
      { sequence, factIndex, streamCreated: { gt: streamCreated } },
    ],
  };
}

/** One letter with its bytes. */
export async function inspectDeadLetter(tx: Transaction, community: string, id: string) {
  const found = await findLetter(tx, community, id);
  if (!found) return null;
  const { owner, letter } = found;
  const decision = await tx.deadLetterDecision.findUnique({ where: decisionId(owner, letter) });
  return inspected(owner, letter, decision);
}

/** A letter as whoever inspects it sees it. */
export function inspected(owner: Owner, letter: Letter, decision: Decision | null) {
  const raw = Buffer.from(letter.raw);
  return {
    ...toDocument(owner, letter, decision),
    text: raw.toString('utf8'),
    base64: raw.toString('base64'),
  };
}

export async function findLetter(tx: Transaction, community: string, id: string) {
  const [owner, streamCreated, sequence, factIndex] = partsOf(id);
  if (!OWNERS.includes(owner as Owner)) return null;
  const key = { community, streamCreated, sequence, factIndex };
  const letter = await tableOf(tx, owner as Owner).findUnique({
    where: { community_streamCreated_sequence_factIndex: key },
  });
  return letter && { owner: owner as Owner, letter };
}

/** Names a letter in the API. */
export const idOf = (
  owner: Owner,
  { streamCreated, sequence, factIndex }: Omit<LetterKey, 'community'>,
): string =>
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

export const decisionId = (owner: Owner, { community, streamCreated, sequence, factIndex }: LetterKey) => ({
  owner_community_streamCreated_sequence_factIndex: { owner, community, streamCreated, sequence, factIndex },
});

export const toDocument = (owner: Owner, letter: Letter, decision: Decision | null | undefined) => ({
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
