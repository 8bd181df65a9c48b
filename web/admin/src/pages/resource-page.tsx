import { Loading, Notice, Panel, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useGuilds } from '../guilds.js';
import { Confirm } from '../parts/confirm.js';
import { ChangeForm } from '../parts/form/change-form.js';
import type { Look, ResourceRow } from '../resources/look.js';
import { useSay } from '../say.js';
import { useDocument } from '../use-document.js';

/** One row of a kind, to be changed; `new` makes one. */
export function ResourcePage<R extends ResourceRow>({ look, id }: { look: Look<R>; id: string }) {
  const isNew = id === 'new';
  const { document, etag, error, reopen } = useDocument(isNew ? null : look.reads.one(id));
  const { route } = useLocation();
  const guilds = useGuilds();
  const [only] = guilds;
  const [saved, setSaved] = useState(0);
  const say = useSay();
  const title = isNew ? (look.newLabel ?? `New ${look.one}`) : document ? look.nameOf(document) : '';
  useTitle(title || undefined, look.title, 'Synapse admin');
  const done = (said: string) => {
    say(said);
    setSaved((times) => times + 1);
    reopen();
  };
  const leave = (said: string) => {
    say(said);
    route(look.path);
  };
  return (
    <>
      <nav class="trail" aria-label="Where this is">
        <a href={look.path}>{look.title}</a> <span aria-hidden="true">/</span> <span>{title}</span>
      </nav>
      <div class="title">
        <div>
          <h1>{title || ' '}</h1>
          {document && !document.active && <p>It is not in force.</p>}
        </div>
      </div>
      {error && <Notice>{error.message}</Notice>}
      {!isNew && !document && !error && <Loading lines={6} />}
      {isNew && (
        <Panel title={look.about}>
          <ChangeForm
            change={look.changes.create}
            fields={look.fields}
            begin={{ ...look.begin, ...(only && guilds.length === 1 && { guild_id: only.id }) }}
            label={look.newLabel ?? `Create this ${look.one}`}
            onDone={() => leave(`The ${look.one} is in force.`)}
          />
        </Panel>
      )}
      {document && (
        <div class="stack">
          {look.more?.(document, done)}
          <Panel title={`Change this ${look.one}`}>
            <ChangeForm
              key={`${etag} ${saved}`}
              change={look.changes.update}
              params={{ id }}
              fields={look.fields.filter(({ name }) => name !== 'guild_id')}
              now={document}
              etag={etag}
              guild={look.guildOf?.(document)}
              label="Save"
              onDone={() => done('Saved, and in force.')}
              onReopen={reopen}
            />
          </Panel>
          {document.active && (
            <section class="panel removal" aria-label={look.removal.label}>
              <p>{look.removal.meaning}</p>
              <Confirm
                change={look.changes.remove}
                wish={{ params: { id }, etag }}
                label={look.removal.label}
                title={`${look.removal.label}: ${title}?`}
                isDangerous
                onDone={() => leave(`“${title}” is not in force any more.`)}
              >
                <p>{look.removal.meaning}</p>
              </Confirm>
            </section>
          )}
        </div>
      )}
    </>
  );
}
