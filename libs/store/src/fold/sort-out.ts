import { type Entry, type Fact, factLines, type ReadEntry, type Unreadable } from '@synapse/contracts';
import type { DeadLetter } from '../dead-letters.js';
import type { Step } from './fold.js';

/** The place of an entry that is no frame of facts. */
export const WHOLE_ENTRY = -1;

/** Facts of an entry that were found impossible to apply, by their place: with what kind of error. */
export type Culprits = ReadonlyMap<number, string>;
export const NOBODY: Culprits = new Map();

/**
 * Parts what can be applied from what becomes a dead letter.
 * @param culprits only for a batch of one entry
 */
export function sortOut(batch: readonly ReadEntry[], culprits: Culprits) {
  const letters: DeadLetter[] = [];
  let facts = 0;
  const steps = batch.flatMap(({ entry, content }): Step[] => {
    if (content.kind === 'rule_set') return [{ kind: 'rule_set', entry, ruleSet: content.ruleSet }];
    if (content.kind === 'unreadable') {
      letters.push({ entry, factIndex: WHOLE_ENTRY, ...content, raw: entry.body });
      return [];
    }
    if (content.kind === 'command') {
      const fault = culprits.get(WHOLE_ENTRY);
      if (fault === undefined) return [{ kind: 'command', entry, command: content.command }];
      letters.push({ entry, factIndex: WHOLE_ENTRY, ...impossible(fault), raw: entry.body });
      return [];
    }
    const good: Fact[] = [];
    const letterOf = lettersOf(entry);
    for (const { index, decoded } of content.lines) {
      const fault = culprits.get(index);
      if ('unreadable' in decoded) letters.push(letterOf(index, decoded.unreadable));
      else if (fault !== undefined) letters.push(letterOf(index, impossible(fault)));
      else good.push(decoded.fact);
    }
    facts += good.length;
    return [{ kind: 'facts', entry, facts: good }];
  });
  return { steps, letters, facts };
}

/** Makes the letters of an entry, which is cut into lines once for all of them. */
function lettersOf(entry: Entry) {
  let lines: readonly Uint8Array[] | null = null;
  return (factIndex: number, why: Unreadable): DeadLetter => {
    lines ??= factLines(entry.body);
    return { entry, factIndex, ...why, raw: lines?.[factIndex] ?? entry.body };
  };
}

const impossible = (fault: string) =>
  ({ reason: 'impossible', detail: `Applying it failed three times: ${fault}.` }) as const;
