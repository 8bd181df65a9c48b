import { useRead } from '@synapse/web-kit';
import { reads } from '../../reads.js';
import { type Schema, withoutNull } from '../../schema/schema.js';
import { Control } from '../form/control.js';
import type { ControlProps } from '../form/control-props.js';
import { ListControl } from '../form/list-control.js';
import { RULE_ID_CONTROLS } from './rule-id-controls.js';
import { SettingsControl } from './settings-control.js';

const LISTS = [
  {
    name: 'multipliers',
    title: 'Multipliers',
    hint: 'What an interaction brings in a category is multiplied by these.',
  },
  { name: 'channels', title: 'Channels', hint: 'Which category a channel belongs to.' },
  { name: 'templates', title: 'Achievements', hint: 'What is left empty stays as it is.' },
  { name: 'new_templates', title: 'New achievements', hint: 'Whoever would have met it is found.' },
] as const;

/** What is to be different about the rules: settings, multipliers, channels, achievements. */
export function RuleChangesControl({ id, schema, value, onChange, ...rest }: ControlProps) {
  const { answer: categories } = useRead(reads.categories.list, 60_000);
  const { answer: achievements } = useRead(reads.achievements.list, 60_000);
  const changes = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { properties = {} } = schema;
  const set = (name: string, to: unknown) => {
    const { [name]: _, ...others } = changes;
    onChange(Object.keys(to as object).length === 0 ? others : { ...others, [name]: to });
  };
  const category = Number(categories?.items.find(({ active }) => active)?.id ?? 1);
  const blanks: Readonly<Record<string, unknown>> = {
    multipliers: { category, interaction: 'MESSAGE', xp: 2 },
    channels: { channel: '', category },
    templates: { id: Number(achievements?.items[0]?.id ?? 1) },
  };
  return (
    <div class="rule-changes">
      <section>
        <h3>Settings</h3>
        <SettingsControl
          {...rest}
          id={id}
          label="Settings"
          schema={properties.settings as Schema}
          value={changes.settings}
          onChange={(to) => set('settings', to)}
        />
      </section>
      {LISTS.map(({ name, title, hint }) => (
        <section key={name}>
          <h3>{title}</h3>
          <p class="hint">{hint}</p>
          <ListControl
            {...rest}
            id={`${id}-${name}`}
            label={title}
            schema={
              name === 'new_templates' ? withoutIds(properties[name] as Schema) : (properties[name] as Schema)
            }
            value={changes[name]}
            onChange={(to) => set(name, to)}
            Part={Control}
            within={RULE_ID_CONTROLS}
            blank={blanks[name]}
          />
        </section>
      ))}
    </div>
  );
}

/** New rows are numbered by the report. */
function withoutIds(list: Schema): Schema {
  const { items = {} } = withoutNull(list).schema;
  const { id: _, ...properties } = items.properties ?? {};
  return { ...list, items: { ...items, properties } };
}
