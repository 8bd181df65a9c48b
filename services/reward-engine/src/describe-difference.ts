import type { Difference } from '@synapse/store';

const FAULTS = {
  differing: (rows: number) => (rows === 1 ? 'differs' : 'differ'),
  missing: (rows: number) => (rows === 1 ? 'is missing' : 'are missing'),
  superfluous: () => 'too many',
};

/** What differs in a table, in lines: the counts, then a few rows. */
export function describeDifference(found: Difference): string[] {
  const counts = (Object.keys(FAULTS) as (keyof typeof FAULTS)[])
    .filter((fault) => found[fault] > 0)
    .map((fault) => `${found[fault]} ${FAULTS[fault](found[fault])}`);
  return [
    `${found.table}: of ${found.rows} rows ${counts.join(', ')}`,
    ...found.examples.map((example) => `  ${example}`),
  ];
}
