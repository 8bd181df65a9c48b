interface BarsProps {
  label: string;
  of: readonly { name: string; value: number; shown: string }[];
}

/** Values as bars below each other, the longest as long as there is room. Every bar says its value in words. */
export function Bars({ label, of }: BarsProps) {
  const most = Math.max(1, ...of.map(({ value }) => value));
  return (
    <ul class="bars" aria-label={label}>
      {of.map(({ name, value, shown }) => (
        <li key={name} style={{ '--share': value / most }}>
          <span>{name}</span>
          <i aria-hidden="true" />
          <span class="figure">{shown}</span>
        </li>
      ))}
    </ul>
  );
}
