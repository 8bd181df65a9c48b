import { figure } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { Table, type TableProps } from './table.js';

const SHOWN_AT_ONCE = 25;

/** Rows of which some are shown at first, and more where somebody wants to see them. */
export function LongTable<R>({ rows, ...rest }: TableProps<R>) {
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const hidden = rows.length - shown;
  return (
    <>
      <Table {...rest} rows={rows.slice(0, shown)} />
      {hidden > 0 && (
        <p class="deeds">
          <span class="soft">
            {figure(shown)} of {figure(rows.length)}
          </span>
          <button type="button" class="button" onClick={() => setShown(shown + 4 * SHOWN_AT_ONCE)}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}
