import type { WhatIfDifference, WhatIfReport } from '@synapse/contracts';

const SHOWN = 20;

/** A report for the eye: totals, those who would move most, and the moves in the top 100. */
export function describeReport(report: WhatIfReport): string[] {
  const { run, since, until, position, facts, totals, members, top } = report;
  return [
    `What-if ${run}: the facts from ${since} to ${until}, up to entry ${position.sequence} of the log.`,
    `${facts.judged} facts judged anew.${incomplete(facts)}`,
    `${totals.gain} members would have more XP, ${totals.lose} less. In all: ${signed(totals.xp)} XP, ${signed(totals.gold)} gold, ${signed(totals.stars)} stars, ${signed(totals.levels)} levels, ${signed(totals.achievements)} achievements.`,
    ...(members.length > 0 ? ['', ...movers(members)] : []),
    ...(top.length > 0 ? ['', 'Moves in the top 100 by XP:', ...top.map(move)] : []),
  ];
}

const incomplete = ({ missing, unexplained }: WhatIfReport['facts']) =>
  missing + unexplained === 0
    ? ''
    : ` An estimate: ${missing} facts are no longer in the lake, and of ${unexplained} it lacks what came before them; they count as they were.`;

const signed = (value: number) => (value > 0 ? `+${value}` : String(value));

function movers(members: readonly WhatIfDifference[]): string[] {
  const most = [...members].sort((a, b) => moved(b) - moved(a)).slice(0, SHOWN);
  const head = ['member', 'XP', 'gold', 'level', 'stars', ''];
  const rows = [
    head,
    ...most.map((each) => [
      each.member,
      change(each, 'xp'),
      change(each, 'gold'),
      change(each, 'level'),
      change(each, 'stars'),
      remarks(each),
    ]),
  ];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rest = members.length - most.length;
  return rest > 0 ? [...lines, `… and ${rest} more`] : lines;
}

const moved = ({ before, after }: WhatIfDifference) => Math.abs(after.xp - before.xp);

function change({ before, after }: WhatIfDifference, figure: keyof WhatIfDifference['after']): string {
  const by = after[figure] - before[figure];
  return by === 0 ? String(before[figure]) : `${before[figure]} → ${after[figure]} (${signed(by)})`;
}

function remarks({ correction, kept, clamped }: WhatIfDifference): string {
  return [
    ...(correction.achievements.length > 0
      ? [`earns achievement ${correction.achievements.map(({ template }) => template).join(', ')}`]
      : []),
    ...(kept.levels.length > 0 ? [`keeps level ${kept.levels.at(-1)}`] : []),
    ...(kept.achievements.length > 0 ? [`keeps achievement ${kept.achievements.join(', ')}`] : []),
    ...(clamped ? ['has less than would go'] : []),
  ].join('; ');
}

const move = ({ member, before, after }: WhatIfReport['top'][number]) =>
  `${member}: ${before ?? 'beyond'} → ${after ?? 'beyond'}`;
