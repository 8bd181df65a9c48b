import { blankOf, orNull } from '../../schema/schema.js';
import { words } from '../../schema/words.js';
import type { WithParts } from './control-props.js';
import { ID_CONTROLS } from './id-control.js';

/** A value of several named parts; where it may be missing, a box says whether it is there. */
export function PartsControl({
  schema,
  value,
  onChange,
  isOptional,
  Part,
  ...rest
}: WithParts & { isOptional: boolean }) {
  const parts = value as Record<string, unknown> | null;
  const { properties = {}, required = [] } = schema;
  /** What may be missing is missing once it is emptied. */
  const set = (name: string, changed: unknown) => {
    const { [name]: _, ...others } = parts ?? {};
    onChange(changed === null && !required.includes(name) ? others : { ...parts, [name]: changed });
  };
  return (
    <fieldset class="parts" aria-label={rest.label} aria-describedby={rest.describedBy}>
      {isOptional && (
        <label class="there">
          <input
            id={rest.id}
            type="checkbox"
            checked={parts !== null}
            onChange={({ currentTarget: { checked } }) => onChange(checked ? blankOf(schema) : null)}
          />
          {parts === null ? 'Not set' : 'Set'}
        </label>
      )}
      {parts !== null &&
        Object.entries(properties).map(([name, part]) => {
          const PartControl = rest.within?.[name] ?? ID_CONTROLS[name] ?? Part;
          const id = `${rest.id}-${name}`;
          return (
            <label key={name} htmlFor={id}>
              <span>{words(name.replace(/_id$/, ''))}</span>
              <PartControl
                {...rest}
                id={id}
                label={`${rest.label}, ${words(name)}`}
                schema={required.includes(name) ? part : orNull(part)}
                value={parts[name] ?? null}
                onChange={(changed) => set(name, changed)}
              />
            </label>
          );
        })}
    </fieldset>
  );
}
