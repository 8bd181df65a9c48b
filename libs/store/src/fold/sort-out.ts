import type { Fact, ReadEntry } from '@synapse/contracts';
import type { DeadLetter } from '../dead-letters.js';
import type { Step } from './fold.js';

const IMPOSSIBLE = { reason: 'impossible', detail: 'Applying it failed three times.' } as const;

/**
 * Parts what can be applied from what becomes a dead letter.
 * @param culprits places of facts that were found impossible to apply; only for a batch of one entry
 */
export function sortOut(batch: readonly ReadEntry[], culprits: ReadonlySet<number>) {
  const letters: DeadLetter[] = [];
  let facts = 0;
  const steps = batch.flatMap(({ entry, content }): Step[] => {
    if (content.kind === 'rule_set') return [{ kind: 'rule_set', entry, ruleSet: content.ruleSet }];
    if (content.kind === 'unreadable') {
      letters.push({ entry, factIndex: -1, ...content, raw: entry.body });
      return [];
    }
    const good: Fact[] = [];
    for (const { index, raw, decoded } of content.lines) {
      if ('unreadable' in decoded) letters.push({ entry, factIndex: index, ...decoded.unreadable, raw });
      else if (culprits.has(index)) letters.push({ entry, factIndex: index, ...IMPOSSIBLE, raw });
      else good.push(decoded.fact);
    }
    facts += good.length;
    return [{ kind: 'facts', entry, facts: good }];
  });
  return { steps, letters, facts };
}
