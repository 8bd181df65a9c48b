import type { ComponentChildren } from 'preact';

/** A few figures beside each other, each with its name. */
export const Figures = ({
  of,
}: {
  of: readonly (readonly [name: string, value: ComponentChildren, more?: ComponentChildren])[];
}) => (
  <dl class="figures">
    {of.map(([name, value, more]) => (
      <div key={name} class="panel">
        <dt>{name}</dt>
        <dd>{value}</dd>
        {more && <dd class="soft">{more}</dd>}
      </div>
    ))}
  </dl>
);
