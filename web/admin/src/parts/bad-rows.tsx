import { figure, Panel } from '@synapse/web-kit';
import { LongTable } from './long-table.js';

interface BadRowsProps {
  /** How many there are; not all may be listed. */
  count: number;
  rows: readonly { line: number; reason: string }[];
}

/** The rows of a file that cannot be used, and why. */
export function BadRows({ count, rows }: BadRowsProps) {
  if (count === 0) return null;
  return (
    <Panel title={count === 1 ? '1 row cannot be used' : `${figure(count)} rows cannot be used`}>
      <p class="soft">
        They stop nothing: the others are imported without them.
        {rows.length < count && ` The first ${figure(rows.length)} are listed.`}
      </p>
      <LongTable
        caption="Rows that cannot be used"
        columns={[
          { title: 'Line', cell: ({ line }) => figure(line) },
          { title: 'Why', cell: ({ reason }) => reason },
        ]}
        rows={rows}
        id={({ line }) => String(line)}
        empty=""
      />
    </Panel>
  );
}
