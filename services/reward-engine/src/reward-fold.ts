import { currentTraceparent } from '@synapse/bus';
import {
  type Command,
  encodeRewardFrames,
  REWARD_FRAME_VERSION,
  type RewardEvent,
  type RewardFrame,
  type RuleSet,
} from '@synapse/contracts';
import { type Effect, type IsErased, openRules, statKey, withoutErased } from '@synapse/economy';
import {
  type Advance,
  type Connection,
  createRuleSetBook,
  layOutgoing,
  type OutboxRow,
  type Position,
  type Queue,
  type Step,
  type Tombstones,
} from '@synapse/store';
import { type Answer, type Batch, createBatch } from './batch.js';
import { type Given, loadState } from './load-state.js';
import { createMemory, type Memory } from './memory.js';
import { saveBatch } from './save-batch.js';
import { createUntold } from './untold.js';

type Next = 'next_journal_id' | 'next_frame';

/** Folds facts into rewards inside the owner's transaction. */
export interface RewardFold {
  /** Goes on behind the last reward frame that subscribers have got, whatever the tables know of it. */
  resume(last: RewardFrame | null): void;
  apply(
    connection: Connection,
    position: Position<Next>,
    steps: readonly Step[],
    queue: Queue,
  ): Promise<Advance<Next>>;
  /** The frames laid in the outbox up to a committed position, in order; each is handed out once. */
  takeLaid(position: Position<Next>): OutboxRow[];
  /** What those who wait for the commands of the committed batch are to be told; each is handed out once. */
  takeAnswers(): Answer[];
}

/** @param tombstones of the engine, for nobody but this fold */
export function createRewardFold(community: string, tombstones: Tombstones): RewardFold {
  const book = createRuleSetBook(community);
  const memory = createMemory();
  const laid = new Map<number, OutboxRow>();
  let answers: Answer[] = [];
  let last: RewardFrame | null = null;
  let untold = createUntold(last);

  async function judgeAll(
    connection: Connection,
    streamCreated: string,
    version: number,
    all: readonly Step[],
  ) {
    let inForce = await book.at(connection, version);
    const { isErased } = tombstones;
    const steps = all.map((step) => withoutErasedFacts(step, isErased));
    const loaded = await loadState(connection, memory, {
      community,
      given: given(steps),
      commands: commands(steps),
      ruleSets: ruleSets(inForce, steps),
      isErased,
    });
    const batch = createBatch(loaded, tombstones);
    const events: RewardEvent[] = [];
    for (const step of steps) {
      const { length: before } = batch.events;
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
      const place = { created: streamCreated, sequence: step.entry.sequence };
      events.push(...untold(place, batch.events.slice(before)));
    }
    return { batch, events, ruleSetVersion: inForce.version };
  }

  return {
    resume(frame) {
      last = frame;
      untold = createUntold(frame);
    },
    async apply(connection, position, steps, queue) {
      await tombstones.recall(connection);
      memory.recall(position);
      const place = { community, streamCreated: position.streamCreated, tombstones };
      let { ruleSetVersion } = position;
      let { next_journal_id: nextId } = position.next;
      // A table that was restored counts from before: no number may stand on the stream twice.
      const frame = Math.max(Number(position.next.next_frame), (last?.frame ?? 0) + 1);
      const events: RewardEvent[] = [];
      answers = [];
      for (const part of cutAtErasures(steps)) {
        const judged = await judgeAll(connection, position.streamCreated, ruleSetVersion, part);
        ruleSetVersion = judged.ruleSetVersion;
        const { batch } = judged;
        await saveBatch(connection, queue, place, batch, nextId);
        remember(memory, batch);
        nextId += BigInt(batch.journal.length);
        events.push(...judged.events);
        answers.push(...batch.answers);
      }
      const sequence = steps.at(-1)?.entry.sequence ?? position.sequence;
      const log = { created: position.streamCreated, sequence };
      const frames = outgoing(community, frame, log, events);
      for (const row of frames) {
        queue(layOutgoing(connection, community, row));
        laid.set(row.frame, row);
      }
      memory.endAt({ streamCreated: position.streamCreated, sequence });
      const next = { next_journal_id: nextId, next_frame: BigInt(frame + frames.length) };
      return { ruleSetVersion, next };
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

/** These change more than a batch knows of. */
const SWEEPING: ReadonlySet<Effect['kind']> = new Set(['season_closed', 'forgotten', 'erased']);

function remember(memory: Memory, batch: Batch): void {
  if (batch.effects.some(({ kind }) => SWEEPING.has(kind))) {
    memory.forget();
    return;
  }
  const { members, stats, departures, windows } = batch.changes();
  for (const { userId, ...departure } of departures) memory.departures.set(userId, departure);
  for (const member of members) memory.members.set(member.id, member);
  for (const stat of stats) memory.stats.set(statKey(stat.userId, stat.seasonId), stat);
  for (const [key, window] of windows) memory.windows.set(key, window);
}

/** Each part ends with an erasure, which removes rows that must be written by then and not be at hand after. */
function cutAtErasures(steps: readonly Step[]): Step[][] {
  const parts: Step[][] = [[]];
  for (const step of steps) {
    parts.at(-1)?.push(step);
    if (step.kind === 'command' && step.command.type === 'erase_member') parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

const withoutErasedFacts = (step: Step, isErased: IsErased): Step =>
  step.kind === 'facts'
    ? {
        ...step,
        facts: step.facts.map((fact) => withoutErased(fact, isErased)).filter((fact) => fact !== null),
      }
    : step;

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
