import { figure, LinkTabs, Loading, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { useLocation } from 'preact-iso';
import { Table } from '../parts/table.js';
import { reads } from '../reads.js';
import { words } from '../schema/words.js';

const OWNERS = ['reward-engine', 'lake-writer'] as const;

/** What of the log a service could not read or apply. */
export function DeadLettersPage() {
  const { query } = useLocation();
  const owner = OWNERS.find((each) => each === query.owner) ?? OWNERS[0];
  const { answer, error } = useRead(reads.deadLetters(owner));
  useTitle('Dead letters', 'Synapse admin');
  return (
    <>
      <div class="title">
        <div>
          <h1>Dead letters</h1>
          <p>What of the log could not be read or applied. It is kept until somebody decides.</p>
        </div>
        <LinkTabs
          label="Whose"
          current={`/dead-letters?owner=${owner}`}
          tabs={OWNERS.map((each) => ({ href: `/dead-letters?owner=${each}`, label: words(each) }))}
        />
      </div>
      {error && <Notice>{error.message}</Notice>}
      <Panel title={answer ? `${figure(answer.items.length)} of the ${owner}` : words(owner)}>
        {!answer && !error && <Loading lines={6} />}
        {answer && (
          <Table
            caption="Dead letters"
            columns={[
              {
                title: 'Letter',
                cell: ({ id, sequence, fact_index }) => (
                  <a href={`/dead-letters/${id}`}>
                    Entry {figure(Number(sequence))}
                    {fact_index >= 0 && `, fact ${fact_index}`}
                  </a>
                ),
              },
              { title: 'Why', cell: ({ reason }) => words(reason) },
              { title: 'In words', cell: ({ detail }) => <span class="clamped">{detail}</span> },
              { title: 'Logged', cell: ({ logged_at }) => <Time at={logged_at} /> },
              {
                title: 'Decided',
                cell: ({ decision }) => decision && <span class="badge good">{words(decision)}</span>,
              },
            ]}
            rows={answer.items}
            id={({ id }) => id}
            isFaded={({ decision }) => decision !== null}
            empty="Everything was read and applied."
          />
        )}
      </Panel>
    </>
  );
}
