import { Loading, Notice, Panel, type Path, Time, useRead } from '@synapse/web-kit';
import { useLocation } from 'preact-iso';
import type { Page } from '../reads.js';
import { MemberLink } from './member-link.js';
import { type Column, Table } from './table.js';

interface FileRow {
  id: string;
  file_name: string | null;
  state: string;
  created_by: string;
  created_at: string;
}

export interface FilesProps<F extends FileRow> {
  title: string;
  /** The address of those sent before one; of the newest without. */
  read: (before?: string) => Path<Page<F>>;
  /** Where the list is; each file is below it. */
  path: string;
  /** What a file is called that has no name. */
  name: string;
  /** What is told of a file between its name and who sent it. */
  columns: readonly Column<F>[];
}

/** Files that were sent, newest first. */
export function Files<F extends FileRow>({ title, read, path, name, columns }: FilesProps<F>) {
  const { before } = useLocation().query as Partial<Record<string, string>>;
  const { answer, error } = useRead(read(before));
  return (
    <Panel title={title}>
      {error && <Notice>{error.message}</Notice>}
      {!answer && !error && <Loading lines={3} />}
      {answer && (
        <Table
          caption={title}
          columns={[
            {
              title: 'File',
              cell: ({ id, file_name }) => <a href={`${path}/${id}`}>{file_name ?? `${name} ${id}`}</a>,
            },
            ...columns,
            { title: 'Sent by', cell: ({ created_by }) => <MemberLink id={created_by} /> },
            { title: 'Sent', cell: ({ created_at }) => <Time at={created_at} /> },
          ]}
          rows={answer.items}
          id={({ id }) => id}
          isFaded={({ state }) => state === 'discarded'}
          empty="No file was sent yet."
        />
      )}
      {answer?.next && (
        <p class="deeds">
          <a class="button" href={`${path}?before=${answer.next}`}>
            Older
          </a>
        </p>
      )}
    </Panel>
  );
}
