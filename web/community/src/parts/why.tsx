import type { Explanation } from '@synapse/contracts';
import { Loading, moment, Notice, useRead } from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { reads } from '../reads.js';

/** Why an entry says what it says: the chain of factors, or what denied it. */
export function Why({ entry }: { entry: string }) {
  const { currency } = useCommunity();
  const { answer, error } = useRead(reads.explanation(entry));
  if (error) return <Notice>{error.message}</Notice>;
  if (!answer) return <Loading lines={1} />;
  return (
    <div class="why">
      <p>{answer.why}</p>
      <Chain label={currency.primary} factors={answer.xp_factors} />
      <Chain label="Stars" factors={answer.star_factors} />
      <p class="soft">
        {moment(answer.at)} · judged by rule set {answer.rule_set}
      </p>
    </div>
  );
}

const Chain = ({ label, factors }: { label: string; factors: Explanation['xp_factors'] }) =>
  factors.length < 2 ? null : (
    <dl class="chain" aria-label={`How ${label} came about`}>
      {factors.map(({ name, value }, index) => (
        <div key={`${name} ${index}`}>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd>
            {index > 0 && '× '}
            {Number(value.toFixed(2))}
          </dd>
        </div>
      ))}
    </dl>
  );
