interface FinderProps {
  /** What one may look for. */
  placeholder: string;
  text: string;
  onType: (text: string) => void;
}

/** Where one types what is looked for. */
export const Finder = ({ placeholder, text, onType }: FinderProps) => (
  <label>
    <span>Find</span>
    <input
      type="search"
      placeholder={placeholder}
      value={text}
      onInput={({ currentTarget }) => onType(currentTarget.value)}
    />
  </label>
);
