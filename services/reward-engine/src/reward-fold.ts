import { currentTraceparent } from '@synapse/bus';
import {
  type Command,
  encodeRewardFrames,
  REWARD_FRAME_VERSION,
  type RewardEvent,
  type RuleSet,
} from '@synapse/contracts';
import { openRules } from '@synapse/economy';
import {
  type Advance,
  type Connection,
  createRuleSetBook,
  layOutgoing,
  type OutboxRow,
  type Position,
  type Step,
} from '@synapse/store';
import { type Answer, createBatch } from './batch.js';
import { type Given, loadState } from './load-state.js';
import { saveBatch } from './save-batch.js';

type Next = 'next_journal_id' | 'next_frame';

/** Folds facts into rewards inside the owner's transaction. */
export interface RewardFold {
  apply(connection: Connection, position: Position<Next>, steps: readonly Step[]): Promise<Advance<Next>>;
  /** The frames laid in the outbox up to a committed position, in order; each is handed out once. */
  takeLaid(position: Position<Next>): OutboxRow[];
  /** What those who wait for the commands of the committed batch are to be told; each is handed out once. */
  takeAnswers(): Answer[];
}

export function createRewardFold(community: string): RewardFold {
  const book = createRuleSetBook(community);
  const laid = new Map<number, OutboxRow>();
  let answers: Answer[] = [];

  async function judgeAll(connection: Connection, version: number, steps: readonly Step[]) {
    let inForce = await book.at(connection, version);
    const loaded = await loadState(
      connection,
      community,
      given(steps),
      commands(steps),
      ruleSets(inForce, steps),
    );
    const batch = createBatch(loaded);
    for (const step of steps) {
      if (step.kind === 'facts') {
        const isHistory = isHistoryStep(step);
        for (const fact of step.facts) batch.judge(openRules(inForce), fact, isHistory);
      } else if (step.kind === 'command') {
        batch.settle(openRules(inForce), step.command, step.entry);
      } else if (step.ruleSet.version > inForce.version) {
        book.learn(step.ruleSet);
        batch.changeRules(inForce, step.ruleSet);
        inForce = step.ruleSet;
      }
    }
    return { batch, ruleSetVersion: inForce.version };
  }

  return {
    async apply(connection, position, steps) {
      const { batch, ruleSetVersion } = await judgeAll(connection, position.ruleSetVersion, steps);
      const { next_journal_id: firstId, next_frame: frame } = position.next;
      await saveBatch(connection, community, batch, firstId);
      answers = batch.answers;
      const sequence = steps.at(-1)?.entry.sequence ?? position.sequence;
      const log = { created: position.streamCreated, sequence };
      const frames = outgoing(community, Number(frame), log, batch.events);
      for (const row of frames) {
        await layOutgoing(connection, community, row);
        laid.set(row.frame, row);
      }
      return {
        ruleSetVersion,
        next: {
          next_journal_id: firstId + BigInt(batch.journal.length),
          next_frame: frame + BigInt(frames.length),
        },
      };
    },
    takeLaid(position) {
      const committed = [...laid.values()].filter(({ frame }) => frame < position.next.next_frame);
      laid.clear();
      return committed.sort((a, b) => a.frame - b.frame);
    },
    takeAnswers() {
      const taken = answers;
      answers = [];
      return taken;
    },
  };
}

type FactsStep = Extract<Step, { kind: 'facts' }>;

const isHistoryStep = ({ entry }: FactsStep) => entry.subject.endsWith('.history');

const given = (steps: readonly Step[]): Given[] =>
  steps.flatMap((step) =>
    step.kind === 'facts' ? step.facts.map((fact) => ({ fact, isHistory: isHistoryStep(step) })) : [],
  );

const commands = (steps: readonly Step[]): Command[] =>
  steps.flatMap((step) => (step.kind === 'command' ? [step.command] : []));

const ruleSets = (inForce: RuleSet, steps: readonly Step[]): RuleSet[] => [
  inForce,
  ...steps.flatMap((step) => (step.kind === 'rule_set' ? [step.ruleSet] : [])),
];

const outgoing = (
  community: string,
  frame: number,
  log: { created: string; sequence: number },
  events: readonly RewardEvent[],
): OutboxRow[] => {
  const traceparent = currentTraceparent() ?? null;
  const head = { v: REWARD_FRAME_VERSION, community, frame, log };
  return encodeRewardFrames(head, events).map((row) => ({ ...row, traceparent }));
};
