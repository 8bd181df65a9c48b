import { currentTraceparent } from '@synapse/bus';
import { encodeRewardFrame, type Fact, REWARD_FRAME_VERSION, type RewardEvent } from '@synapse/contracts';
import { firstJournalId, type JournalRow, openRules } from '@synapse/economy';
import {
  type Advance,
  appendJournal,
  type Connection,
  createRuleSetBook,
  type JournalEntry,
  journaled,
  layOutgoing,
  loadMembers,
  type OutboxRow,
  type Position,
  type Step,
  saveMembers,
} from '@synapse/store';
import { type Batch, createBatch } from './batch.js';

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
    let rules = openRules(await book.at(connection, version));
    const batch = await loadBatch(connection, steps);
    for (const step of steps) {
      if (step.kind === 'rule_set') {
        if (step.ruleSet.version <= rules.version) continue;
        book.learn(step.ruleSet);
        rules = openRules(step.ruleSet);
        continue;
      }
      const silent = step.entry.subject.endsWith('.history');
      for (const fact of step.facts) batch.judge(rules, fact, silent);
    }
    return { batch, ruleSetVersion: rules.version };
  }

  return {
    async apply(connection, position, steps) {
      const { batch, ruleSetVersion } = await judgeAll(connection, position.ruleSetVersion, steps);
      const { next_journal_id: firstId, next_frame: frame } = position.next;
      await saveMembers(connection, batch.changed());
      await appendJournal(connection, numbered(batch.journal, firstId));
      const sequence = steps.at(-1)?.entry.sequence ?? position.sequence;
      if (batch.events.length > 0) {
        const row = outgoing(
          community,
          Number(frame),
          { created: position.streamCreated, sequence },
          batch.events,
        );
        await layOutgoing(connection, community, row);
        laid.set(row.frame, row);
      }
      return {
        ruleSetVersion,
        next: {
          next_journal_id: firstId + BigInt(batch.journal.length),
          next_frame: batch.events.length > 0 ? frame + 1n : frame,
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

async function loadBatch(connection: Connection, steps: readonly Step[]): Promise<Batch> {
  const facts = steps.flatMap((step): readonly Fact[] => (step.kind === 'facts' ? step.facts : []));
  const ids = new Set(
    facts.flatMap(({ userId, targetId }) => [userId, targetId]).filter((id) => id !== null),
  );
  const members = await loadMembers(connection, [...ids]);
  const seen = await journaled(
    connection,
    facts.map(firstJournalId).filter((id) => id !== null),
  );
  return createBatch(members, seen);
}

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
