import { withoutNull } from '../../schema/schema.js';
import { type ControlProps, named } from './control-props.js';

/** A day and a time, UTC, to the minute. */
export function MomentControl({ schema, value, onChange, ...rest }: ControlProps) {
  const emptied = withoutNull(schema).isOptional ? null : '';
  return (
    <span class="moment">
      <input
        {...named(rest)}
        type="datetime-local"
        value={typeof value === 'string' ? value.slice(0, 16) : ''}
        onChange={({ currentTarget: { value: at } }) => onChange(at === '' ? emptied : `${at}:00.000Z`)}
      />
      UTC
    </span>
  );
}
