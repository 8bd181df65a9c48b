import type { SettingsDocument } from '@synapse/contracts';
import { useRead } from '@synapse/web-kit';
import { reads } from '../../reads.js';
import { complaint } from '../../schema/complaint.js';
import type { Schema } from '../../schema/schema.js';
import { words } from '../../schema/words.js';
import type { ControlProps } from '../form/control-props.js';
import { Field } from '../form/field.js';
import { inWords } from '../setting-field.js';

type Setting = SettingsDocument['settings'][number];

/** Settings that are to be others, each with what it is to be. */
export function SettingsControl({ id, label, value, onChange }: ControlProps) {
  const { answer } = useRead(reads.settings, 60_000);
  const wished = (value ?? {}) as Readonly<Record<string, unknown>>;
  const others = answer?.settings.filter(({ key }) => !(key in wished)) ?? [];
  const without = (key: string) => {
    const { [key]: _, ...rest } = wished;
    onChange(rest);
  };
  return (
    <fieldset class="list" aria-label={label}>
      {answer?.settings
        .filter(({ key }) => key in wished)
        .map((setting) => (
          <Wished
            key={setting.key}
            setting={setting}
            to={wished[setting.key]}
            onChange={(to) => onChange({ ...wished, [setting.key]: to })}
            onRemove={() => without(setting.key)}
          />
        ))}
      <select
        id={id}
        aria-label={`${label}: add one`}
        value=""
        onChange={({ currentTarget: { value: key } }) => {
          const chosen = others.find((each) => each.key === key);
          if (chosen) onChange({ ...wished, [key]: chosen.value });
        }}
      >
        <option value="">Add a setting…</option>
        {[...new Set(others.map(({ category }) => category))].map((category) => (
          <optgroup key={category} label={words(category)}>
            {others
              .filter((each) => each.category === category)
              .map(({ key }) => (
                <option key={key} value={key}>
                  {words(key)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </fieldset>
  );
}

interface WishedProps {
  setting: Setting;
  to: unknown;
  onChange: (to: unknown) => void;
  onRemove: () => void;
}

const Wished = ({ setting: { key, description, value, schema }, to, onChange, onRemove }: WishedProps) => (
  <div class="row wished">
    <Field
      name={key}
      schema={schema as Schema}
      hint={description}
      value={to}
      complaint={complaint(schema as Schema, to)}
      onChange={onChange}
      aside={<span class="badge">now {inWords(value)}</span>}
    />
    <button type="button" class="button" onClick={onRemove}>
      Remove<span class="unseen"> {words(key)}</span>
    </button>
  </div>
);
