import type { Fact } from '@synapse/contracts';
import type { JournalRow } from '../journal.js';
import { judge, memories, pay } from '../judge.js';
import type { Memory } from '../limits/limit.js';
import type { Member } from '../member.js';
import { createOverlay, type Overlay } from '../overlay.js';
import type { Rules } from '../rules.js';
import { type SeasonStat, statKey } from '../state.js';
import { happenAgain } from './commands-again.js';
import { type Difference, differences } from './difference.js';
import { createWorld } from './world.js';

/** The rows of the journal that one fact or command led to, in order. */
export interface Recorded {
  readonly rows: readonly JournalRow[];
  /** As the lake has it; `null` for a command, and for what the lake lacks. */
  readonly fact: Fact | null;
}

export interface WhatIfOptions {
  /** The rules of a version as they were. */
  readonly rules: (version: number) => Rules;
  /** The rules of a version with the changes made. */
  readonly changed: (version: number) => Rules;
  /** Facts from here, and before `until`, are judged anew: event times in milliseconds since the Unix epoch. */
  readonly since: number;
  readonly until: number;
  /** How long the anti-gaming rules look back, in milliseconds. */
  readonly memoryMs: number;
}

/** Of the facts of the span, how many could be judged anew. */
export interface FactCounts {
  judged: number;
  /** The lake lacks them. */
  missing: number;
  /** Even their own rules would judge otherwise by what the lake still has of the time before. */
  unexplained: number;
}

const FORGET_EVERY = 10_000;

/**
 * Walks the journal a second time beside itself: once as it was recorded, once as it would have been. Facts of the span are
 * judged anew by the changed rules; everything else keeps its own rows, and what follows from them is worked out anew.
 * With rules that change nothing, both are the same: a fact whose own rules do not give its recorded rows is left as it is.
 */
export function createWhatIf(options: WhatIfOptions) {
  const { since, until, memoryMs } = options;
  const recorded = createWorld();
  const simulated = createWorld();
  const facts: FactCounts = { judged: 0, missing: 0, unexplained: 0 };
  let steps = 0;
  let newest = 0;

  function forget(at: number): void {
    newest = Math.max(newest, at);
    steps += 1;
    if (steps % FORGET_EVERY !== 0) return;
    for (const world of [recorded, simulated]) world.forgetBefore(newest - memoryMs);
  }

  /** The sides of a fact as the changed rules have them; as they were, where they cannot be judged anew. */
  function judgeAgain(version: number, fact: Fact, sides: readonly JournalRow[]): readonly JournalRow[] {
    const { season, isHistory, horizon } = circumstances(sides);
    const memory = (windows: Memory['windows']): Memory => ({ windows, horizon });
    const own = judge(options.rules(version), memory(recorded.windows), fact, season, isHistory);
    if (!isSame(own, sides)) {
      facts.unexplained += 1;
      return sides;
    }
    facts.judged += 1;
    return judge(options.changed(version), memory(simulated.windows), fact, season, isHistory);
  }

  function settleFact(
    rules: Rules,
    overlay: Overlay,
    { rows, fact }: Recorded,
    version: number,
    isInSpan: boolean,
  ): void {
    const sides = rows.filter(({ interaction }) => !FOLLOWING.has(interaction));
    if (sides.length === 0) return;
    if (isInSpan && !fact) facts.missing += 1;
    const again = isInSpan && fact ? judgeAgain(version, fact, sides) : sides;
    const paid = pay(rules, overlay, again);
    if (!fact) return;
    const { isHistory, horizon } = circumstances(sides);
    const own = { windows: recorded.windows, horizon };
    recorded.remember(memories(options.rules(version), own, fact, sides, isHistory));
    const other = { windows: simulated.windows, horizon };
    simulated.remember(memories(options.changed(version), other, fact, paid, isHistory));
  }

  return {
    facts,
    knows: (id: bigint): boolean => recorded.members.has(id),
    /** Says where somebody stood before the first step that is about them. */
    introduce(member: Member, stats: readonly SeasonStat[]): void {
      for (const world of [recorded, simulated]) {
        world.members.set(member.id, member);
        for (const stat of stats) world.stats.set(statKey(stat.userId, stat.seasonId), stat);
      }
    },
    step(given: Recorded): void {
      const [first] = given.rows;
      if (!first) return;
      const isInSpan = since <= first.at && first.at < until;
      const version = first.reasons.rule_set;
      const rules = isInSpan ? options.changed(version) : options.rules(version);
      const overlay = createOverlay(simulated, first.at);
      if (first.sourceSystem === 'command') happenAgain(rules, overlay, simulated, given.rows);
      else settleFact(rules, overlay, given, version, isInSpan);
      simulated.take(overlay.rows);
      recorded.take(given.rows);
      forget(first.at);
    },
    /** @param inForce the changed rules that judge what follows */
    differences: (inForce: Rules): Difference[] => differences(recorded, simulated, inForce),
  };
}

const FOLLOWING: ReadonlySet<JournalRow['interaction']> = new Set(['LEVEL_UP', 'ACHIEVEMENT_EARNED']);

/** What the journal says of when a fact was judged. */
function circumstances(sides: readonly JournalRow[]) {
  const [first] = sides;
  return {
    season: first?.seasonId ?? null,
    isHistory: first?.reasons.history === true,
    horizon: first?.reasons.denial === 'late' ? Number.POSITIVE_INFINITY : 0,
  };
}

const isSame = (one: readonly JournalRow[], other: readonly JournalRow[]): boolean =>
  one.length === other.length &&
  one.every((row, index) => {
    const { userId, interaction, xpDelta, starDelta, reasons } = other[index] as JournalRow;
    return (
      row.userId === userId &&
      row.interaction === interaction &&
      row.xpDelta === xpDelta &&
      row.starDelta === starDelta &&
      row.reasons.denial === reasons.denial
    );
  });
