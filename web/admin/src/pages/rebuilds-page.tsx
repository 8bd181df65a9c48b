import type { RebuildReport } from '@synapse/contracts';
import { figure, useTitle } from '@synapse/web-kit';
import { Runs } from '../parts/runs.js';
import { reads } from '../reads.js';
import { words } from '../schema/words.js';

/** Holds every member against the journal. */
export function RebuildsPage() {
  useTitle('Rebuilds', 'Synapse admin');
  return (
    <>
      <div class="title">
        <div>
          <h1>Rebuilds</h1>
          <p>
            The journal alone gives every figure. Here they are held against it, while everything goes on.
          </p>
        </div>
      </div>
      <Runs
        title="Runs"
        about="Figures, seasons and achievements of all members."
        path={reads.rebuilds}
        start="start_rebuild"
        ways={[
          {
            label: 'Check',
            meaning: 'Every member is compared with what the journal gives. Nothing is changed.',
            body: { repair: false },
          },
          {
            label: 'Check and mend',
            meaning:
              'Every member is compared with what the journal gives, and made what it gives where they differ.',
            body: { repair: true },
          },
        ]}
        stop="stop_rebuild"
        told={(report) => <Told report={report} />}
      />
    </>
  );
}

function Told({ report: { members, tables, repaired } }: { report: RebuildReport }) {
  const wrong = tables.filter(({ differing, missing, superfluous }) => differing + missing + superfluous > 0);
  if (wrong.length === 0) return <>All {figure(members)} members are as the journal has them.</>;
  return (
    <details>
      <summary>
        {repaired ? 'Mended' : 'Not right'}: {wrong.map(({ table }) => words(table).toLowerCase()).join(', ')}
      </summary>
      <ul class="told">
        {wrong.map(({ table, differing, missing, superfluous, examples }) => (
          <li key={table}>
            <strong>{words(table)}</strong>: {figure(differing)} differ, {figure(missing)} are missing,{' '}
            {figure(superfluous)} are too many
            {examples.map((example) => (
              <code key={example}>{example}</code>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}
