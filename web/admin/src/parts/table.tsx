import { Empty } from '@synapse/web-kit';
import type { ComponentChildren } from 'preact';

export interface Column<R> {
  /** What its head says; an empty head is for what speaks for itself. */
  title: string;
  cell: (row: R) => ComponentChildren;
  /** Numbers stand right. */
  isFigure?: boolean;
}

export interface TableProps<R> {
  caption: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  id: (row: R) => string;
  /** What is said where there are no rows. */
  empty: string;
  /** A row that is not in force any more. */
  isFaded?: (row: R) => boolean;
}

/** Rows, of which the first column says what each is. On a phone every row is a card. */
export function Table<R>({ caption, columns, rows, id, empty, isFaded }: TableProps<R>) {
  if (rows.length === 0) return <Empty title={empty} />;
  const [head, ...others] = columns;
  return (
    <table class="rows">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, isFigure }) => (
            <th key={title} scope="col" class={isFigure ? 'figure' : undefined}>
              {title || <span class="unseen">What can be done</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={id(row)} data-faded={isFaded?.(row) ?? false}>
            <th scope="row">{head?.cell(row)}</th>
            {others.map(({ title, cell, isFigure }) => (
              <td key={title} data-title={title} class={isFigure ? 'figure' : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
