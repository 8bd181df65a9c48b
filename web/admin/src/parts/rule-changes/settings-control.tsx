import type { SettingsDocument } from '@synapse/contracts';
import { useRead } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { useGuilds } from '../../guilds.js';
import { reads } from '../../reads.js';
import { complaint } from '../../schema/complaint.js';
import type { Schema } from '../../schema/schema.js';
import { words } from '../../schema/words.js';
import type { ControlProps } from '../form/control-props.js';
import { Field } from '../form/field.js';
import { inWords } from '../setting-field.js';
import { useSettingName } from '../setting-name.js';

type Setting = SettingsDocument['settings'][number];

/** Settings that are to be others, for the community or for one guild, each with what it is to be. */
export function SettingsControl({ id, label, value, onChange }: ControlProps) {
  const { answer } = useRead(reads.settings, 60_000);
  const [guild, setGuild] = useState('');
  const wished = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { settings = [], guild_values: own = {} } = answer ?? {};
  const valueNow = (name: string, { value: everywhere }: Setting) => own[name] ?? everywhere;
  const without = (name: string) => {
    const { [name]: _, ...rest } = wished;
    onChange(rest);
  };
  return (
    <fieldset class="list" aria-label={label}>
      {Object.entries(wished).map(([name, to]) => {
        const setting = settings.find(({ key }) => key === name.split(':')[0]);
        if (!setting) return null;
        return (
          <Wished
            key={name}
            name={name}
            setting={setting}
            now={valueNow(name, setting)}
            to={to}
            onChange={(next) => onChange({ ...wished, [name]: next })}
            onRemove={() => without(name)}
          />
        );
      })}
      <div class="adding">
        <GuildChoice label={`${label}: for`} guild={guild} onChoose={setGuild} />
        <AddSetting
          id={id}
          label={`${label}: add one`}
          guild={guild}
          settings={settings.filter(({ key }) => !(nameOf(key, guild) in wished))}
          onAdd={(setting) => {
            const name = nameOf(setting.key, guild);
            onChange({ ...wished, [name]: valueNow(name, setting) });
          }}
        />
      </div>
    </fieldset>
  );
}

const nameOf = (key: string, guild: string) => (guild === '' ? key : `${key}:${guild}`);

interface GuildChoiceProps {
  label: string;
  guild: string;
  onChoose: (guild: string) => void;
}

const GuildChoice = ({ label, guild, onChoose }: GuildChoiceProps) => (
  <select aria-label={label} value={guild} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
    <option value="">For the whole community</option>
    {useGuilds().map(({ id, name }) => (
      <option key={id} value={id}>
        For {name} alone
      </option>
    ))}
  </select>
);

interface AddSettingProps {
  id: string;
  label: string;
  /** Empty for the whole community. */
  guild: string;
  settings: readonly Setting[];
  onAdd: (setting: Setting) => void;
}

function AddSetting({ id, label, guild, settings, onAdd }: AddSettingProps) {
  const offered = settings.filter(({ by_guild }) => guild === '' || by_guild);
  return (
    <select
      id={id}
      aria-label={label}
      value=""
      onChange={({ currentTarget: { value: key } }) => {
        const chosen = offered.find((each) => each.key === key);
        if (chosen) onAdd(chosen);
      }}
    >
      <option value="">Add a setting…</option>
      {[...new Set(offered.map(({ category }) => category))].map((category) => (
        <optgroup key={category} label={words(category)}>
          {offered
            .filter((each) => each.category === category)
            .map(({ key }) => (
              <option key={key} value={key}>
                {words(key)}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}

interface WishedProps {
  /** Its key, with the guild's id where it is for one guild. */
  name: string;
  setting: Setting;
  now: unknown;
  to: unknown;
  onChange: (to: unknown) => void;
  onRemove: () => void;
}

function Wished({ name, setting: { key, description, schema }, now, to, onChange, onRemove }: WishedProps) {
  const label = useSettingName()(name);
  return (
    <div class="row wished">
      <Field
        name={key}
        label={label}
        schema={schema as Schema}
        guild={name.split(':')[1]}
        hint={description}
        value={to}
        complaint={complaint(schema as Schema, to)}
        onChange={onChange}
        aside={<span class="badge">now {inWords(now)}</span>}
      />
      <button type="button" class="button" onClick={onRemove}>
        Remove<span class="unseen"> {label}</span>
      </button>
    </div>
  );
}
