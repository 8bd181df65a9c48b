import type { SettingsDocument } from '@synapse/contracts';
import { Loading, Notice, Panel, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useGuilds } from '../guilds.js';
import { Finder } from '../parts/finder.js';
import { SaveBar } from '../parts/save-bar.js';
import { SettingField } from '../parts/setting-field.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';
import { complaint } from '../schema/complaint.js';
import type { Schema } from '../schema/schema.js';
import { words } from '../schema/words.js';
import { useChange } from '../use-change.js';
import { useDocument } from '../use-document.js';

/** What a setting is to be, by its name; without `to` it goes back to what it is without a word of anybody. */
export type SettingDraft = ReadonlyMap<string, { to?: unknown }>;

/** Switches of what the lake keeps have a page of their own. */
const OF_SOURCES = 'event_lake.source.';

/** Every setting, typed by the registry: for the community, or for one guild. */
export function SettingsPage() {
  const { document, etag, error, reopen } = useDocument(reads.settings);
  const { change, state, problem, forget } = useChange<SettingsDocument>('update_settings');
  const [draft, setDraft] = useState<SettingDraft>(new Map());
  const [guild, setGuild] = useState('');
  const { find = '' } = useLocation().query as Partial<Record<string, string>>;
  const [part, setPart] = useState(find);
  const guilds = useGuilds();
  const say = useSay();
  useTitle('Settings', 'Synapse admin');
  if (!document) return error ? <Notice>{error.message}</Notice> : <Loading lines={10} />;

  const settings = document.settings.filter(({ key }) => !key.startsWith(OF_SOURCES));
  const shown = settings.filter(
    ({ key, description, by_guild }) =>
      (guild === '' || by_guild) &&
      `${key} ${words(key)} ${description}`.toLowerCase().includes(part.trim().toLowerCase()),
  );
  const wrong = wrongOnes(document, draft);
  const refused = refusals(problem?.message ?? '', [...draft.keys()]);
  const set = (name: string, wish: { to?: unknown } | null) => {
    forget();
    setDraft((was) => {
      const next = new Map(was);
      if (wish) next.set(name, wish);
      else next.delete(name);
      return next;
    });
  };

  async function save(reason: string): Promise<void> {
    const entries = [...draft];
    const answer = await change({
      body: {
        set: Object.fromEntries(entries.flatMap(([name, wish]) => ('to' in wish ? [[name, wish.to]] : []))),
        unset: entries.flatMap(([name, wish]) => ('to' in wish ? [] : [name])),
      },
      etag,
      reason,
    });
    if (!answer) return;
    say(`${entries.length === 1 ? 'One setting is' : `${entries.length} settings are`} in force.`);
    setDraft(new Map());
    reopen();
  }

  return (
    <>
      <div class="title">
        <div>
          <h1>Settings</h1>
          <p>What counts how much, and what is told to whom. A change is in force at once.</p>
        </div>
      </div>
      <search class="filters">
        <Finder placeholder="cooldown, gold, quiet…" text={part} onType={setPart} />
        <label>
          <span>For</span>
          <select value={guild} onChange={({ currentTarget }) => setGuild(currentTarget.value)}>
            <option value="">The whole community</option>
            {guilds.map(({ id, name }) => (
              <option key={id} value={id}>
                {name} alone
              </option>
            ))}
          </select>
        </label>
      </search>
      <div class="stack">
        {[...new Set(shown.map(({ category }) => category))].map((category) => (
          <Panel key={category} title={words(category)} class="settings">
            {shown
              .filter((each) => each.category === category)
              .map((setting) => {
                const name = guild === '' ? setting.key : `${setting.key}:${guild}`;
                return (
                  <SettingField
                    key={name}
                    setting={setting}
                    guild={guild === '' ? undefined : guild}
                    own={document.guild_values[name]}
                    wish={draft.get(name)}
                    refused={refused.get(name) ?? null}
                    onWish={(wish) => set(name, wish)}
                  />
                );
              })}
          </Panel>
        ))}
        {shown.length === 0 && <p class="soft">No setting speaks of that.</p>}
      </div>
      <SaveBar
        count={draft.size}
        wrong={wrong}
        state={state}
        problem={refused.size > 0 ? undefined : problem}
        onReopen={reopen}
        onDiscard={() => {
          forget();
          setDraft(new Map());
        }}
        onSave={save}
      />
    </>
  );
}

const wrongOnes = ({ settings }: SettingsDocument, draft: SettingDraft): string[] =>
  [...draft].flatMap(([name, wish]) => {
    const schema = settings.find(({ key }) => key === name.split(':')[0])?.schema as Schema | undefined;
    return schema && 'to' in wish && complaint(schema, wish.to) !== null ? [name] : [];
  });

/** What the server says of each value, from its one text: every complaint begins with the name it is about. */
function refusals(detail: string, names: readonly string[]): ReadonlyMap<string, string> {
  const starts = names
    .map((name) => ({ name, at: detail.search(new RegExp(`(^|\\s)${name.replaceAll('.', '\\.')}[:/]`)) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  return new Map(
    starts.map(({ name, at }, n) => [
      name,
      detail
        .slice(at, starts[n + 1]?.at)
        .trim()
        .slice(name.length)
        .replace(/^[:/]\S*\s*/, ''),
    ]),
  );
}
