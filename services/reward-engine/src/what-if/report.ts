import {
  nameOfRun,
  type RuleChanges,
  WHAT_IF_REPORT_VERSION,
  type WhatIfDifference,
  type WhatIfReport,
} from '@synapse/contracts';
import type { Difference, FactCounts } from '@synapse/economy';
import type { Position } from '@synapse/store';
import type { Span } from './simulate.js';

const TOP = 100;

interface About {
  readonly community: string;
  readonly position: Position<'next_journal_id' | 'next_frame'>;
  readonly changes: RuleChanges;
  readonly span: Span;
  readonly facts: FactCounts;
  readonly now: Date;
}

interface Place {
  readonly id: bigint;
  readonly xp: number;
}

/** @param others the first by XP of those who do not differ, best first */
export function reportOf(
  { community, position, changes, span, facts, now }: About,
  differences: readonly Difference[],
  others: readonly Place[],
): WhatIfReport {
  const content = {
    community,
    position: {
      stream_created: position.streamCreated,
      sequence: position.sequence,
      next_journal_id: String(position.next.next_journal_id),
    },
    rule_set: position.ruleSetVersion,
    since: new Date(span.since).toISOString(),
    until: new Date(span.until).toISOString(),
    changes,
    facts: { ...facts },
    totals: totalsOf(differences),
    members: differences.map(toJson),
    top: movesInTop(differences, others),
  };
  return { v: WHAT_IF_REPORT_VERSION, run: nameOfRun(content), made_at: now.toISOString(), ...content };
}

const figuresOf = ({ xp, gold, level, stars }: Difference['after']) => ({ xp, gold, level, stars });

const toJson = ({ before, after, correction, kept, clamped }: Difference): WhatIfDifference => ({
  member: String(before.id),
  before: figuresOf(before),
  after: figuresOf(after),
  correction,
  kept,
  clamped,
});

function totalsOf(differences: readonly Difference[]): WhatIfReport['totals'] {
  const sum = (of: (difference: Difference) => number) =>
    differences.reduce((total, difference) => total + of(difference), 0);
  const by = (figure: keyof Difference['after']) =>
    sum(({ before, after }) => after[figure] - before[figure]);
  return {
    gain: differences.filter(({ before, after }) => after.xp > before.xp).length,
    lose: differences.filter(({ before, after }) => after.xp < before.xp).length,
    xp: by('xp'),
    gold: by('gold'),
    stars: by('stars'),
    levels: by('level'),
    achievements: sum(({ correction }) => correction.achievements.length),
  };
}

/** Nobody but these can be among the first, before or after. */
function movesInTop(differences: readonly Difference[], others: readonly Place[]): WhatIfReport['top'] {
  const ranks = (of: (difference: Difference) => number) => {
    const places = [...others, ...differences.map((each) => ({ id: each.before.id, xp: of(each) }))];
    const first = places.filter(({ xp }) => xp > 0).sort(byXp);
    return new Map(first.slice(0, TOP).map(({ id }, index) => [id, index + 1]));
  };
  const before = ranks((difference) => difference.before.xp);
  const after = ranks((difference) => difference.after.xp);
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((id) => ({ member: String(id), before: before.get(id) ?? null, after: after.get(id) ?? null }))
    .filter((place) => place.before !== place.after);
}

const byXp = (a: Place, b: Place) => b.xp - a.xp || (a.id < b.id ? -1 : 1);
