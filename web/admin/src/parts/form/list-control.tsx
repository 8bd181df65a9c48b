import { blankOf, choicesOf } from '../../schema/schema.js';
import { words } from '../../schema/words.js';
import { type ControlProps, named, type WithParts } from './control-props.js';

interface ListProps extends WithParts {
  /** What is added; what its schema says, unless given. */
  blank?: unknown;
}

/** A list: boxes to tick where its items are chosen from words, else rows that can be added and removed. */
export function ListControl({ schema, value, onChange, Part, blank, ...rest }: ListProps) {
  const values = Array.isArray(value) ? value : [];
  const items = schema.items ?? {};
  const choices = choicesOf(items);
  const replace = (at: number, changed: unknown) =>
    onChange(values.map((each, n) => (n === at ? changed : each)));
  if (choices)
    return (
      <Boxes {...rest} value={value} schema={schema} choices={choices} values={values} onChange={onChange} />
    );
  return (
    <fieldset class="list" aria-label={rest.label} aria-describedby={rest.describedBy}>
      {values.map((each, n) => (
        <div key={n} class="row">
          <Part
            {...rest}
            id={`${rest.id}-${n}`}
            label={`${rest.label} ${n + 1}`}
            schema={items}
            value={each}
            onChange={(changed) => replace(n, changed)}
          />
          <button
            type="button"
            class="button"
            onClick={() => onChange(values.filter((_, other) => other !== n))}
          >
            Remove
            <span class="unseen">
              {' '}
              {rest.label} {n + 1}
            </span>
          </button>
        </div>
      ))}
      <button
        type="button"
        class="button"
        id={rest.id}
        onClick={() => onChange([...values, blank ?? blankOf(items)])}
      >
        Add
      </button>
    </fieldset>
  );
}

interface BoxesProps extends ControlProps {
  choices: readonly string[];
  values: readonly unknown[];
}

const Boxes = ({ choices, values, onChange, id, describedBy, isWrong, label }: BoxesProps) => (
  <fieldset class="boxes" aria-label={label}>
    {choices.map((choice, n) => (
      <label key={choice}>
        <input
          {...named({ id: n === 0 ? id : `${id}-${n}`, describedBy, isWrong })}
          type="checkbox"
          checked={values.includes(choice)}
          onChange={({ currentTarget: { checked } }) =>
            onChange(choices.filter((each) => (each === choice ? checked : values.includes(each))))
          }
        />
        {words(choice)}
      </label>
    ))}
  </fieldset>
);
