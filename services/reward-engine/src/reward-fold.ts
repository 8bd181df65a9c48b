import { currentTraceparent } from '@synapse/bus';
import { encodeRewardFrame, REWARD_FRAME_VERSION, type RewardEvent, type RuleSet } from '@synapse/contracts';
import { type JournalRow, openRules } from '@synapse/economy';
import {
  type Advance,
  appendJournal,
  type Connection,
  createRuleSetBook,
  type EarnedRow,
  type JournalEntry,
  layOutgoing,
  type OutboxRow,
  type Position,
  type Step,
  saveEarned,
  saveMembers,
  saveSeasonStats,
  saveWindows,
} from '@synapse/store';
import { type Batch, createBatch } from './batch.js';
import { type Given, loadState } from './load-state.js';

type Next = 'next_journal_id' | 'next_frame';

/** Folds facts into rewards inside the owner's transaction. */
export interface RewardFold {
  apply(connection: Connection, position: Position<Next>, steps: readonly Step[]): Promise<Advance<Next>>;
  /** The frames laid in the outbox up to a committed position, in order; each is handed out once. */
  takeLaid(position: Position<Next>): OutboxRow[];
}

export function createRewardFold(community: string): RewardFold {
  const book = createRuleSetBook(community);
  const laid = new Map<number, OutboxRow>();

  async function judgeAll(connection: Connection, version: number, steps: readonly Step[]) {
    let inForce = await book.at(connection, version);
    const batch = createBatch(await loadState(connection, community, given(steps), ruleSets(inForce, steps)));
    for (const step of steps) {
      if (step.kind === 'facts') {
        const isHistory = isHistoryStep(step);
        for (const fact of step.facts) batch.judge(openRules(inForce), fact, isHistory);
      } else if (step.ruleSet.version > inForce.version) {
        book.learn(step.ruleSet);
        inForce = step.ruleSet;
      }
    }
    return { batch, ruleSetVersion: inForce.version };
  }

  return {
    async apply(connection, position, steps) {
      const { batch, ruleSetVersion } = await judgeAll(connection, position.ruleSetVersion, steps);
      const { next_journal_id: firstId, next_frame: frame } = position.next;
      await saveBatch(connection, batch, firstId);
      const sequence = steps.at(-1)?.entry.sequence ?? position.sequence;
      const isVisible = batch.events.length > 0;
      if (isVisible) {
        const log = { created: position.streamCreated, sequence };
        const row = outgoing(community, Number(frame), log, batch.events);
        await layOutgoing(connection, community, row);
        laid.set(row.frame, row);
      }
      return {
        ruleSetVersion,
        next: {
          next_journal_id: firstId + BigInt(batch.journal.length),
          next_frame: isVisible ? frame + 1n : frame,
        },
      };
    },
    takeLaid(position) {
      const committed = [...laid.values()].filter(({ frame }) => frame < position.next.next_frame);
      laid.clear();
      return committed.sort((a, b) => a.frame - b.frame);
    },
  };
}

type FactsStep = Extract<Step, { kind: 'facts' }>;

const isHistoryStep = ({ entry }: FactsStep) => entry.subject.endsWith('.history');

const given = (steps: readonly Step[]): Given[] =>
  steps.flatMap((step) =>
    step.kind === 'facts' ? step.facts.map((fact) => ({ fact, isHistory: isHistoryStep(step) })) : [],
  );

const ruleSets = (inForce: RuleSet, steps: readonly Step[]): RuleSet[] => [
  inForce,
  ...steps.flatMap((step) => (step.kind === 'rule_set' ? [step.ruleSet] : [])),
];

async function saveBatch(connection: Connection, batch: Batch, firstId: bigint): Promise<void> {
  const { members, stats, windows } = batch.changes();
  await saveMembers(connection, members);
  await saveSeasonStats(connection, stats);
  await saveEarned(connection, batch.journal.flatMap(earnedBy));
  await saveWindows(
    connection,
    windows.map(([key, { value, lastAt }]) => ({ key, state: value, lastAt })),
  );
  await appendJournal(connection, numbered(batch.journal, firstId));
}

const earnedBy = ({ userId, at, reasons }: JournalRow): EarnedRow[] =>
  reasons.template === undefined
    ? []
    : [{ userId, templateId: reasons.template, earnedAt: at, grantedBy: null }];

const numbered = (rows: readonly JournalRow[], firstId: bigint): JournalEntry[] =>
  rows.map(({ interaction, reasons, ...row }, index) => ({
    ...row,
    id: firstId + BigInt(index),
    eventType: interaction,
    metadata: reasons,
  }));

const outgoing = (
  community: string,
  frame: number,
  log: { created: string; sequence: number },
  events: readonly RewardEvent[],
): OutboxRow => ({
  frame,
  body: encodeRewardFrame({ v: REWARD_FRAME_VERSION, community, frame, log, events: [...events] }),
  traceparent: currentTraceparent() ?? null,
});
