import type { JournalEntry } from '@synapse/contracts';
import { change, Empty, Loading, Notice, Panel, Time, useRead } from '@synapse/web-kit';
import { useEffect, useState } from 'preact/hooks';
import { useCommunity } from '../community.js';
import { reads } from '../reads.js';
import { INTERACTIONS } from './interactions.js';
import { Why } from './why.js';

const EVERY_MS = 2_000;

/**
 * What a member earned, newest first, a page at a time.
 * @param version when it changes, the first page is read again
 */
export function Journal({ id, version }: { id: string; version: number }) {
  const [way, setWay] = useState<readonly string[]>([]);
  const { answer, error, refresh } = useRead(reads.journal(id, way.at(-1)), EVERY_MS);
  useEffect(() => {
    if (way.length === 0) refresh();
  }, [version]);
  return (
    <Panel title="Journal" class="journal">
      {error && <Notice>{error.message}</Notice>}
      {!answer && !error && <Loading lines={6} />}
      {answer?.entries.length === 0 && <Empty title="Nothing was judged yet." />}
      <ul class="entries">
        {answer?.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {answer && (way.length > 0 || answer.next !== null) && (
        <nav class="pager" aria-label="Pages of the journal">
          <button
            type="button"
            class="button"
            disabled={way.length === 0}
            onClick={() => setWay(way.slice(0, -1))}
          >
            Newer
          </button>
          <button
            type="button"
            class="button"
            disabled={answer.next === null}
            onClick={() => answer.next !== null && setWay([...way, answer.next])}
          >
            Older
          </button>
        </nav>
      )}
    </Panel>
  );
}

function Entry({ entry }: { entry: JournalEntry }) {
  const { currency } = useCommunity();
  const [isOpen, setOpen] = useState(false);
  const { id, at, interaction, category, denial, xp, stars, gold } = entry;
  const gains = [
    xp !== 0 && `${change(xp)} ${currency.primary}`,
    gold !== 0 && `${change(gold)} ${currency.secondary}`,
    stars !== 0 && `${change(stars)} ★`,
  ].filter(Boolean);
  return (
    <li class={denial === null ? '' : 'denied'}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span class="what">
            <strong>{INTERACTIONS[interaction]}</strong>
            {category !== null && <span class="soft"> in {category}</span>}
          </span>
          <span class="gain">{gains.join(' · ') || (denial === null ? '–' : 'nothing')}</span>
          <Time at={at} />
        </summary>
        {isOpen && <Why entry={id} />}
      </details>
    </li>
  );
}
