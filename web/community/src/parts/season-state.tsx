import type { Seasons } from '@synapse/contracts';

type Season = Pick<Seasons['seasons'][number], 'starts_at' | 'ends_at' | 'active' | 'closed_at'>;

/** Whether a season is open, to come, over or final. */
export function SeasonState({ season }: { season: Season }) {
  const [tone, words] = stateOf(season, Date.now());
  return (
    <span class="badge" data-tone={tone}>
      {words}
    </span>
  );
}

function stateOf({ starts_at: from, ends_at: to, active, closed_at: closed }: Season, now: number) {
  if (closed !== null) return ['over', 'Final'] as const;
  if (now >= Date.parse(to)) return ['over', 'Over'] as const;
  if (!active || now < Date.parse(from)) return ['over', 'Not open'] as const;
  return ['open', 'Open'] as const;
}
