import type { CategoryDocument } from '@synapse/contracts';
import { choicesOf, type Schema } from '../../schema/schema.js';
import { words } from '../../schema/words.js';
import { Control } from './control.js';
import type { ControlProps } from './control-props.js';

type Multipliers = CategoryDocument['multipliers'];
type Figure = 'xp_multiplier' | 'star_multiplier';

const FIGURES: readonly { name: Figure; label: string }[] = [
  { name: 'xp_multiplier', label: 'XP' },
  { name: 'star_multiplier', label: 'Stars' },
];

/** What each kind of interaction is worth, beside each other: nobody has to look for one that is missing. */
export function MultipliersControl({
  id,
  label,
  schema,
  value,
  onChange,
  describedBy,
  isWrong,
}: ControlProps) {
  const given = value as Multipliers;
  const { properties = {} } = schema.items ?? {};
  const kinds = choicesOf(properties.interaction_type as Schema) ?? [];
  const of = (kind: string) =>
    given.find(({ interaction_type: type }) => type === kind) ??
    ({ interaction_type: kind, xp_multiplier: 1, star_multiplier: 1 } as Multipliers[number]);
  const set = (kind: string, name: Figure, to: unknown) => {
    const changed = kinds.map((each) => (each === kind ? { ...of(each), [name]: to } : of(each)));
    onChange(changed.filter((each) => isGiven(given, each.interaction_type) || isChanged(each)));
  };
  return (
    <table class="multipliers" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Interaction</th>
          {FIGURES.map((each) => (
            <th key={each.name} scope="col">
              {each.label} ×
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind, n) => (
          <tr key={kind} data-plain={!isChanged(of(kind))}>
            <th scope="row">{words(kind)}</th>
            {FIGURES.map((each, column) => {
              const cell = n === 0 && column === 0 ? id : `${id}-${kind}-${each.name}`;
              return (
                <td key={each.name}>
                  <label htmlFor={cell} class="unseen">
                    {words(kind)}, {each.label}
                  </label>
                  <Control
                    id={cell}
                    label={each.label}
                    schema={properties[each.name] as Schema}
                    value={of(kind)[each.name]}
                    onChange={(to) => set(kind, each.name, to)}
                    describedBy={describedBy}
                    isWrong={isWrong}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isGiven = (given: Multipliers, kind: string) =>
  given.some(({ interaction_type: type }) => type === kind);
const isChanged = ({ xp_multiplier: xp, star_multiplier: stars }: Multipliers[number]) =>
  xp !== 1 || stars !== 1;
