import { currentTraceparent } from '@synapse/bus';
import {
  type Command,
  createRewardFrameEncoder,
  REWARD_FRAME_VERSION,
  type RewardFrame,
  type RewardFrameEncoder,
  type RuleSet,
} from '@synapse/contracts';
import { type Effect, type IsErased, openRules, statKey, withoutErased } from '@synapse/economy';
import {
  type Connection,
  createRuleSetBook,
  type Fold,
  layOutgoing,
  type OutboxRow,
  type Position,
  type Step,
  type Tombstones,
} from '@synapse/store';
import { type Answer, type Batch, createBatch } from './batch.js';
import { type Given, loadState } from './load-state.js';
import { createMemory, type Memory } from './memory.js';
import { type Changes, saveBatch, saveFacts } from './save-batch.js';
import { createUntold } from './untold.js';

type Next = 'next_journal_id' | 'next_frame';

/** Folds facts into rewards. */
export interface RewardFold extends Required<Pick<Fold<Next>, 'apply' | 'foresee' | 'onRefused'>> {
  /** Goes on behind the last reward frame that subscribers have got, whatever the tables know of it at a position. */
  resume(last: RewardFrame | null, position: Position<Next>): void;
  /** The frames laid in the outbox up to a committed position, in order; each is handed out once. */
  takeLaid(position: Position<Next>): OutboxRow[];
  /**
   * Rows were written beside the log, in the owner's transaction: what is remembered of them holds no longer, nor what was
   * worked out and not sent. To be told before the commit, and after it for what was read meanwhile.
   */
  forget(): void;
  /** What those who wait for the commands of the committed batch are to be told; each is handed out once. */
  takeAnswers(): Answer[];
}

/** So many batches look first after a fact that had come before: it is seldom the only one. */
const CAREFUL_BATCHES = 64;

/** @param tombstones of the engine, for nobody but this fold */
export function createRewardFold(community: string, tombstones: Tombstones): RewardFold {
  const book = createRuleSetBook(community);
  const memory = createMemory();
  const laid = new Map<number, OutboxRow>();
  let answers: Answer[] = [];
  let last: RewardFrame | null = null;
  let untold = createUntold(last);
  let careful = 0;
  /** How often rows were written beside the log. */
  let forgotten = 0;

  /** @param areNew whether facts are taken for new without looking @param events is given what subscribers are to be told */
  async function judgeAll(
    connection: Connection,
    { streamCreated, ruleSetVersion: version }: Pick<Position, 'streamCreated' | 'ruleSetVersion'>,
    all: readonly Step[],
    areNew: boolean,
    events: RewardFrameEncoder,
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
      areNew,
    });
    if (loaded.seen.size > 0) careful = CAREFUL_BATCHES;
    const batch = createBatch(loaded, tombstones);
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
      const place = { created: streamCreated, sequence: step.entry.sequence };
      events.add(untold(place, batch.events.splice(0)));
    }
    return { batch, changes: batch.changes(), ruleSetVersion: inForce.version };
  }

  /** The frames of a batch's events. A table that was restored counts from before: no number may stand on the stream twice. */
  function framesOf(
    { streamCreated, next }: Position<Next>,
    sequence: number,
    events: RewardFrameEncoder,
    traceparent: string | null,
  ) {
    const first = Math.max(Number(next.next_frame), (last?.frame ?? 0) + 1);
    const frames = outgoing(community, first, { created: streamCreated, sequence }, events, traceparent);
    for (const row of frames) laid.set(row.frame, row);
    // As long as all of it was told before, the tables do not know of the last frame.
    return { frames, next_frame: frames.length > 0 ? BigInt(first + frames.length) : next.next_frame };
  }

  return {
    resume(frame, position) {
      last = frame;
      // Tables that know of the frame are not those of a backup: what they have not judged, nobody was told. It may lie in
      // front of the frame's entries, when it is the log that was restored.
      const isKnown = frame !== null && position.next.next_frame > frame.frame;
      untold = createUntold(isKnown ? null : frame);
    },
    async apply(connection, position, steps, queue) {
      await tombstones.recall(connection);
      memory.recall(position);
      careful = Math.max(0, careful - 1);
      const { streamCreated } = position;
      const place = { community, streamCreated, tombstones };
      let { ruleSetVersion } = position;
      let { next_journal_id: nextId } = position.next;
      const events = createRewardFrameEncoder();
      answers = [];
      for (const part of cutAtErasures(steps)) {
        const judged = await judgeAll(connection, { streamCreated, ruleSetVersion }, part, false, events);
        ruleSetVersion = judged.ruleSetVersion;
        const { batch, changes } = judged;
        await saveBatch(connection, queue, place, batch, changes, nextId);
        remember(memory, batch, changes);
        nextId += BigInt(batch.journal.length);
        answers.push(...batch.answers);
      }
      const sequence = steps.at(-1)?.entry.sequence ?? position.sequence;
      const { frames, next_frame } = framesOf(position, sequence, events, traceparentOf(steps));
      for (const row of frames) queue(layOutgoing(connection, community, row));
      memory.endAt({ streamCreated, sequence });
      return { ruleSetVersion, next: { next_journal_id: nextId, next_frame } };
    },
    async foresee(reader, position, steps) {
      if (careful > 0 || steps.some(({ kind }) => kind !== 'facts')) return null;
      const began = forgotten;
      await tombstones.recall(reader);
      memory.recall(position);
      const { next_journal_id: firstId } = position.next;
      const events = createRewardFrameEncoder();
      const { batch, changes, ruleSetVersion } = await judgeAll(reader, position, steps, true, events);
      if (forgotten !== began) return null;
      remember(memory, batch, changes);
      const sequence = steps.at(-1)?.entry.sequence ?? position.sequence;
      const { frames, next_frame } = framesOf(position, sequence, events, traceparentOf(steps));
      memory.endAt({ streamCreated: position.streamCreated, sequence });
      return {
        ruleSetVersion,
        next: { next_journal_id: firstId + BigInt(batch.journal.length), next_frame },
        write(connection, queue) {
          if (forgotten !== began) throw new Error('Rows that it rests on were written since.');
          saveFacts(connection, queue, batch, changes, firstId);
          for (const row of frames) queue(layOutgoing(connection, community, row));
        },
      };
    },
    onRefused() {
      careful = CAREFUL_BATCHES;
      laid.clear();
    },
    forget() {
      forgotten += 1;
      memory.forget();
    },
    takeLaid(position) {
      const committed = [...laid.values()].filter(({ frame }) => frame < position.next.next_frame);
      for (const { frame } of committed) laid.delete(frame);
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

function remember(memory: Memory, { effects }: Batch, changes: Changes): void {
  if (effects.some(({ kind }) => SWEEPING.has(kind))) {
    memory.forget();
    return;
  }
  const { members, stats, departures, windows } = changes;
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

/** Without a collector there is no span of our own: the trace is passed on as it came. */
const traceparentOf = (steps: readonly Step[]): string | null =>
  currentTraceparent() ?? steps.find(({ entry }) => entry.traceparent)?.entry.traceparent ?? null;

const outgoing = (
  community: string,
  frame: number,
  log: { created: string; sequence: number },
  events: RewardFrameEncoder,
  traceparent: string | null,
): OutboxRow[] => {
  const head = { v: REWARD_FRAME_VERSION, community, frame, log };
  return events.frames(head).map((row) => ({ ...row, traceparent }));
};
