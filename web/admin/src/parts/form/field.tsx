import type { ComponentChildren, ComponentType } from 'preact';
import { useId } from 'preact/hooks';
import type { Schema } from '../../schema/schema.js';
import { words } from '../../schema/words.js';
import { Control } from './control.js';
import type { ControlProps } from './control-props.js';
import { ID_CONTROLS } from './id-control.js';

/** How a field of a schema is shown. */
export interface FieldLook {
  name: string;
  /** Its name in words, unless given. */
  label?: string;
  /** What the schema says, unless given. */
  hint?: string;
  control?: ComponentType<ControlProps>;
  /** It takes the whole width of its form. */
  isWide?: boolean;
}

interface FieldProps extends FieldLook {
  schema: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  /** What is wrong with it. */
  complaint: string | null;
  guild?: string | undefined;
  /** Stands at the end of its name's line. */
  aside?: ComponentChildren;
}

/** A value with its name, what it is for, and what is wrong with it. */
export function Field({
  name,
  label = words(name.replace(/_id$/, '')),
  hint,
  control,
  isWide,
  schema,
  complaint,
  aside,
  ...rest
}: FieldProps) {
  const id = useId();
  const Used = control ?? ID_CONTROLS[name] ?? Control;
  const explained = hint ?? schema.description;
  return (
    <div class={isWide ? 'field wide' : 'field'} data-field={name}>
      <div class="name">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <Used
        {...rest}
        id={id}
        label={label}
        schema={schema}
        describedBy={`${id}-hint ${id}-complaint`}
        isWrong={complaint !== null}
      />
      <p id={`${id}-hint`} class="hint" hidden={!explained}>
        {explained}
      </p>
      <p id={`${id}-complaint`} class="complaint" aria-live="polite">
        {complaint}
      </p>
    </div>
  );
}
