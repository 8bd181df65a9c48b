import { useId } from 'preact/hooks';

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  among: readonly { value: T; label: string }[];
  hint?: string;
  onChoose: (value: T) => void;
}

/** One of a few, as a field of a form. */
export function Choice<T extends string>({ label, value, among, hint, onChoose }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div class="field">
      <div class="name">
        <label htmlFor={id}>{label}</label>
      </div>
      <select
        id={id}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => onChoose(currentTarget.value as T)}
      >
        {among.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`} class="hint" hidden={!hint}>
        {hint}
      </p>
    </div>
  );
}
