import { Loading, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { Table } from '../parts/table.js';
import type { Look, ResourceRow } from '../resources/look.js';
import { useSay } from '../say.js';

/** Every row of a kind, and the way to a new one. */
export function ResourceList<R extends ResourceRow>({ look }: { look: Look<R> }) {
  const { answer, error, refresh } = useRead(look.reads.list);
  const [showsAll, setShowsAll] = useState(false);
  const say = useSay();
  useTitle(look.title, 'Synapse admin');
  const done = (said: string) => {
    say(said);
    refresh();
  };
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
        <div class="deeds">
          {answer && look.deeds?.(answer.items, done)}
          <a class="button first" href={`${look.path}/new`}>
            New {look.one}
          </a>
        </div>
      </div>
      {error && <Notice>{error.message}</Notice>}
      <Panel
        title={
          answer ? `${answer.items.length - (showsAll ? 0 : hidden)} ${look.title.toLowerCase()}` : look.title
        }
        aside={
          hidden > 0 && (
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
