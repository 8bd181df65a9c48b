import type { Seasons } from '@synapse/contracts';
import { Avatar, day, Empty, figure, Loading, Notice, useRead, useTitle } from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { SeasonState } from '../parts/season-state.js';
import { reads } from '../reads.js';

const EVERY_MS = 10_000;

/** Every season with its first three. */
export function SeasonsPage() {
  const { title } = useCommunity();
  const { answer, error } = useRead(reads.seasons, EVERY_MS);
  useTitle('Seasons', title);
  return (
    <>
      <div class="title">
        <div>
          <h1>Seasons</h1>
          <p>Stars count for the season in which they were earned.</p>
        </div>
        <a class="button" href="/boards/stars">
          The board of stars
        </a>
      </div>
      {error && <Notice>{error.message}</Notice>}
      {!answer && !error && <Loading lines={4} />}
      {answer?.seasons.length === 0 && <Empty title="There was no season yet." />}
      <ul class="seasons">
        {answer?.seasons.map((season) => (
          <SeasonCard key={season.id} season={season} />
        ))}
      </ul>
    </>
  );
}

const SeasonCard = ({ season }: { season: Seasons['seasons'][number] }) => (
  <li class="panel season">
    <div class="bar">
      <h2>
        <a href={`/seasons/${season.id}`}>{season.name}</a>
      </h2>
      <SeasonState season={season} />
    </div>
    <p class="soft">
      {day(season.starts_at)} – {day(season.ends_at)}
    </p>
    <ol class="first-three">
      {season.podium.map(({ rank, member, stars }) => (
        <li key={member.id} data-rank={rank}>
          <Avatar id={member.id} name={member.name} />
          <a class="member" href={`/members/${member.id}`}>
            <bdi>{member.name}</bdi>
          </a>
          <span class="stars">★ {figure(stars)}</span>
        </li>
      ))}
    </ol>
    {season.podium.length === 0 && <p class="soft none">Nobody earned stars in it.</p>}
  </li>
);
