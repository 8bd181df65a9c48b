import { Avatar, figure, Loading, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Finder } from '../parts/finder.js';
import { Table } from '../parts/table.js';
import { reads } from '../reads.js';

const SETTLED_MS = 250;
const SHOWN = 50;

/** Members by name or id. */
export function MembersPage() {
  const { query, route } = useLocation();
  const { search = '', after } = query as Partial<Record<string, string>>;
  const [text, setText] = useState(search);
  const { answer, error } = useRead(
    reads.members({ search, limit: SHOWN, ...(after !== undefined && { after }) }),
  );
  useTitle('Members', 'Synapse admin');
  const asked = (name: string) => `/members${name ? `?search=${encodeURIComponent(name)}` : ''}`;
  useEffect(() => {
    if (text.trim() === search) return;
    const timer = setTimeout(() => route(asked(text.trim()), true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text, search, route]);
  return (
    <>
      <div class="title">
        <div>
          <h1>Members</h1>
          <p>Look somebody up to award, to grant or to take back; to erase everything about them.</p>
        </div>
      </div>
      <search class="filters">
        <Finder placeholder="Name or id" text={text} onType={setText} />
      </search>
      {error && <Notice>{error.message}</Notice>}
      <Panel title={search ? `Found by “${search}”` : 'Members'}>
        {!answer && !error && <Loading lines={8} />}
        {answer && (
          <Table
            caption="Members"
            columns={[
              {
                title: 'Member',
                cell: ({ id, name }) => (
                  <span class="person">
                    <Avatar id={id} name={name} />
                    <a href={`/members/${id}`}>
                      <bdi>{name}</bdi>
                    </a>
                  </span>
                ),
              },
              { title: 'Id', cell: ({ id }) => <code>{id}</code> },
              { title: 'XP', isFigure: true, cell: ({ xp }) => figure(xp) },
              { title: 'Level', isFigure: true, cell: ({ level }) => figure(level) },
              { title: 'Gold', isFigure: true, cell: ({ gold }) => figure(gold) },
            ]}
            rows={answer.members}
            id={({ id }) => id}
            empty={search ? 'Nobody is called that.' : 'Nobody has been seen yet.'}
          />
        )}
        {answer?.next && (
          <p class="deeds">
            <a class="button" href={`${asked(search)}${search ? '&' : '?'}after=${answer.next}`}>
              Next page
            </a>
          </p>
        )}
      </Panel>
    </>
  );
}
