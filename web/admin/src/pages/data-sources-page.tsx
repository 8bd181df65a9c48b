import { figure, Loading, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { Switch } from '../parts/form/control.js';
import { SaveBar } from '../parts/save-bar.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';
import { words } from '../schema/words.js';
import { useChange } from '../use-change.js';
import { useDocument } from '../use-document.js';

/** What the lake keeps and counts. */
export function DataSourcesPage() {
  const { document, etag, error, reopen } = useDocument(reads.sources);
  const { answer: health } = useRead(reads.lakeHealth);
  const { change, state, problem, forget } = useChange('update_data_sources');
  const [draft, setDraft] = useState<Readonly<Record<string, boolean>>>({});
  const say = useSay();
  useTitle('Data sources', 'Synapse admin');
  const discard = () => {
    forget();
    setDraft({});
  };
  const set = (type: string, isOn: boolean) =>
    setDraft(({ [type]: _, ...others }) =>
      document?.[type] === isOn ? others : { ...others, [type]: isOn },
    );

  async function save(reason: string): Promise<void> {
    if ((await change({ body: draft, etag, reason })) === undefined) return;
    say('Saved, and in force.');
    setDraft({});
    reopen();
  }

  return (
    <>
      <div class="title">
        <div>
          <h1>Data sources</h1>
          <p>What the lake keeps and counts. Rewards go on either way.</p>
        </div>
      </div>
      {error && <Notice>{error.message}</Notice>}
      <Panel title="Kinds of facts" class="settings">
        {!document && !error && <Loading lines={8} />}
        {Object.entries(document ?? {}).map(([type, isOn]) => (
          <div key={type} class="setting source" data-changed={type in draft}>
            <label htmlFor={`source-${type}`}>
              <strong>{words(type)}</strong>{' '}
              {health && <span class="soft">{figure(health.last_day[type] ?? 0)} in the last day</span>}
            </label>
            <Switch
              id={`source-${type}`}
              label={words(type)}
              schema={{ type: 'boolean' }}
              value={draft[type] ?? isOn}
              onChange={(to) => set(type, to === true)}
              describedBy=""
              isWrong={false}
            />
          </div>
        ))}
      </Panel>
      <SaveBar
        count={Object.keys(draft).length}
        wrong={[]}
        state={state}
        problem={problem}
        onReopen={reopen}
        onDiscard={discard}
        onSave={save}
      />
    </>
  );
}
