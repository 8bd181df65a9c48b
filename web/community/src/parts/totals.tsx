import { brief, Ticking } from '@synapse/web-kit';
import { useCommunity } from '../community.js';

/** The community's figures together. */
export function Totals() {
  const { overview, currency } = useCommunity();
  const all = overview.answer;
  const totals: [label: string, value: number | undefined][] = [
    ['Members', all?.members],
    [`${currency.primary} earned`, all?.xp],
    ['Level-ups', all?.levels],
    ['Stars', all?.stars],
    [`${currency.secondary} in pockets`, all?.gold],
  ];
  return (
    <dl class="totals" aria-label="The community together">
      {totals.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === undefined ? '–' : <Ticking value={value} format={brief} />}</dd>
        </div>
      ))}
    </dl>
  );
}
