import { Loading, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { Table } from '../parts/table.js';
import type { Look, ResourceRow } from '../resources/look.js';

/** Every row of a kind, and the way to a new one. */
export function ResourceList<R extends ResourceRow>({ look }: { look: Look<R> }) {
  const { answer, error } = useRead(look.reads.list);
  const [showsAll, setShowsAll] = useState(look.showsAll ?? false);
  useTitle(look.title, 'Synapse admin');
  const hidden = answer?.items.filter(({ active }) => !active).length ?? 0;
  const named = {
    title: 'Name',
    cell: (row: R) => <a href={`${look.path}/${row.id}`}>{look.nameOf(row)}</a>,
  };
  return (
    <>
      <div class="title">
        <div>
          <h1>{look.title}</h1>
          <p>{look.about}</p>
        </div>
        <a class="button first" href={`${look.path}/new`}>
          {look.newLabel ?? `New ${look.one}`}
        </a>
      </div>
      {error && <Notice>{error.message}</Notice>}
      <Panel
        title={
          answer ? `${answer.items.length - (showsAll ? 0 : hidden)} ${look.title.toLowerCase()}` : look.title
        }
        aside={
          hidden > 0 &&
          !look.showsAll && (
            <label class="check">
              <input type="checkbox" checked={showsAll} onChange={() => setShowsAll((was) => !was)} />
              Show {hidden} not in force
            </label>
          )
        }
      >
        {!answer && !error && <Loading lines={6} />}
        {answer && (
          <Table
            caption={look.title}
            columns={[named, ...look.columns]}
            rows={answer.items.filter(({ active }) => active || showsAll)}
            id={({ id }) => id}
            isFaded={({ active }) => !active}
            empty={`There is no ${look.one} in force.`}
          />
        )}
      </Panel>
    </>
  );
}
