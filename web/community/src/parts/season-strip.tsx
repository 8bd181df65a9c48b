import { day, Progress, useRead } from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { reads } from '../reads.js';

const DAY_MS = 86_400_000;
const EVERY_MS = 60_000;

/** How far the open season is. */
export function SeasonStrip() {
  const { overview } = useCommunity();
  const open = overview.answer?.season;
  const { answer } = useRead(open ? reads.seasons : null, EVERY_MS);
  const season = answer?.seasons.find(({ id }) => id === open?.id);
  if (!season) return null;
  const [from, to] = [Date.parse(season.starts_at), Date.parse(season.ends_at)];
  const share = Math.min(1, Math.max(0, (Date.now() - from) / (to - from)));
  const left = Math.max(0, Math.ceil((to - Date.now()) / DAY_MS));
  const words = left === 1 ? 'ends within a day' : `${left} days to go`;
  return (
    <a class="season-strip" href={`/seasons/${season.id}`}>
      <strong>{season.name}</strong>
      <Progress share={share} label={season.name} text={words} />
      <span class="soft">
        {words} · until {day(season.ends_at)}
      </span>
    </a>
  );
}
