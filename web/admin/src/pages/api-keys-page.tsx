import type { ApiKeyDocument } from '@synapse/contracts';
import { day, Loading, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { Confirm } from '../parts/confirm.js';
import { ChangeForm } from '../parts/form/change-form.js';
import { Table } from '../parts/table.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';
import { words } from '../schema/words.js';

/** Keys for programs: made, shown once, revoked. */
export function ApiKeysPage() {
  const { answer, error, refresh } = useRead(reads.apiKeys.list, 300);
  const [made, setMade] = useState<(ApiKeyDocument & { key: string }) | null>(null);
  const [forms, setForms] = useState(0);
  const say = useSay();
  useTitle('API keys', 'Synapse admin');
  return (
    <>
      <div class="title">
        <div>
          <h1>API keys</h1>
          <p>A program with a key may do what you may, within the key’s scopes.</p>
        </div>
      </div>
      {error && <Notice>{error.message}</Notice>}
      <div class="stack">
        {made && <NewKey name={made.name} secret={made.key} onSeen={() => setMade(null)} />}
        <Panel title="New key">
          <ChangeForm<ApiKeyDocument & { key: string }>
            key={forms}
            change="create_api_key"
            fields={[
              { name: 'name', hint: 'What it is for.' },
              {
                name: 'scopes',
                hint: 'Read everything; change rules; change members; run operations.',
              },
            ]}
            begin={{ scopes: ['read'] }}
            label="Make a key"
            onDone={(key) => {
              setMade(key);
              setForms(forms + 1);
              refresh();
            }}
          />
        </Panel>
        <Panel title="Keys">
          {!answer && !error && <Loading />}
          {answer && (
            <Table
              caption="API keys"
              columns={[
                { title: 'Name', cell: ({ name }) => name },
                { title: 'Good for', cell: ({ scopes }) => scopes.map(words).join(', ') },
                { title: 'Made', cell: ({ created_at }) => day(created_at) },
                {
                  title: 'Last used',
                  cell: ({ last_used_at }) => (last_used_at === null ? 'Never' : <Time at={last_used_at} />),
                },
                {
                  title: '',
                  cell: ({ id, name, revoked_at }) =>
                    revoked_at === null ? (
                      <Confirm
                        change="revoke_api_key"
                        wish={{ params: { id } }}
                        label="Revoke"
                        title={`Revoke “${name}”?`}
                        isDangerous
                        onDone={() => {
                          say(`“${name}” opens nothing any more.`);
                          refresh();
                        }}
                      >
                        <p>Programs that use it are refused from now on. It cannot be brought back.</p>
                      </Confirm>
                    ) : (
                      <span class="badge">Revoked</span>
                    ),
                },
              ]}
              rows={[...answer.items].reverse()}
              id={({ id }) => id}
              isFaded={({ revoked_at }) => revoked_at !== null}
              empty="There is no key yet."
            />
          )}
        </Panel>
      </div>
    </>
  );
}

interface NewKeyProps {
  name: string;
  secret: string;
  onSeen: () => void;
}

function NewKey({ name, secret, onSeen }: NewKeyProps) {
  const say = useSay();
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => say('Copied.'),
      () => say('The browser does not copy here: select the key, and copy it by hand.'),
    );
  return (
    <section class="panel once" aria-label="The new key">
      <p>
        <strong>“{name}” is made.</strong> This is the only time that it is shown: copy it now.
      </p>
      <code>{secret}</code>
      <div class="deeds">
        <button type="button" class="button" onClick={copy}>
          Copy
        </button>
        <button type="button" class="button first" onClick={onSeen}>
          I have it
        </button>
      </div>
    </section>
  );
}
