import { choicesOf, withoutNull } from '../../schema/schema.js';
import { words } from '../../schema/words.js';
import { type ControlProps, named } from './control-props.js';
import { ListControl } from './list-control.js';
import { MomentControl } from './moment-control.js';
import { PartsControl } from './parts-control.js';

const LONG_TEXT = 250;
const TIME_OF_DAY = '^([01][0-9]|2[0-3])';
const MOMENT = '^20[0-9]{2}-';

/** What a value is entered with, as its schema says. */
export function Control(props: ControlProps) {
  const { schema, isOptional } = withoutNull(props.schema);
  const choices = choicesOf(schema);
  if (choices) return <Select {...props} choices={choices} isOptional={isOptional} />;
  if (schema.type === 'boolean') return isOptional ? <OnOrOff {...props} /> : <Switch {...props} />;
  if (schema.type === 'number' || schema.type === 'integer')
    return <NumberInput {...props} isOptional={isOptional} />;
  if (schema.type === 'array') return <ListControl {...props} schema={schema} Part={Control} />;
  if (schema.type === 'object')
    return <PartsControl {...props} schema={schema} isOptional={isOptional} Part={Control} />;
  return <TextInput {...props} schema={schema} isOptional={isOptional} />;
}

interface SelectProps extends ControlProps {
  choices: readonly string[];
  isOptional: boolean;
}

const Select = ({ choices, isOptional, value, onChange, ...rest }: SelectProps) => (
  <select
    {...named(rest)}
    value={value === null ? '' : String(value)}
    onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value)}
  >
    {isOptional && <option value="">None</option>}
    {choices.map((choice) => (
      <option key={choice} value={choice}>
        {words(choice)}
      </option>
    ))}
  </select>
);

/** A switch that may also be left as it is. */
const OnOrOff = ({ value, onChange, ...rest }: ControlProps) => (
  <Select
    {...rest}
    choices={['on', 'off']}
    isOptional
    value={value === null ? null : value ? 'on' : 'off'}
    onChange={(to) => onChange(to === null ? null : to === 'on')}
  />
);

export const Switch = ({ value, onChange, ...rest }: ControlProps) => (
  <span class="switch">
    <input
      {...named(rest)}
      type="checkbox"
      role="switch"
      aria-checked={value === true}
      checked={value === true}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
    <span aria-hidden="true">{value === true ? 'On' : 'Off'}</span>
  </span>
);

type PlainProps = ControlProps & { isOptional: boolean };

/** What is no number stays as it was typed, so that the complaint can be about it. */
const NumberInput = ({ value, onChange, isOptional, ...rest }: PlainProps) => (
  <input
    {...named(rest)}
    class="number"
    inputMode="decimal"
    autocomplete="off"
    value={value === null || value === undefined ? '' : String(value)}
    onInput={({ currentTarget: { value: text } }) =>
      onChange(
        text.trim() === '' && isOptional
          ? null
          : /^-?\d+(\.\d*[1-9])?$/.test(text.trim())
            ? Number(text)
            : text,
      )
    }
  />
);

function TextInput({ schema, value, onChange, isOptional, ...rest }: PlainProps) {
  const shared = {
    ...named(rest),
    value: value === null || value === undefined ? '' : String(value),
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      onChange(currentTarget.value === '' && isOptional ? null : currentTarget.value),
  };
  if (schema.pattern?.startsWith(MOMENT)) return <MomentControl {...rest} {...{ schema, value, onChange }} />;
  if (schema.pattern?.startsWith(TIME_OF_DAY)) return <input {...shared} type="time" />;
  const isLong = (schema.maxLength ?? 0) > LONG_TEXT && !schema.pattern?.startsWith('^');
  return isLong ? <textarea {...shared} rows={3} /> : <input {...shared} type="text" autocomplete="off" />;
}
