import { type SeasonStandings, type Seasons, STANDINGS } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { readMemberNames, readSeasons, type SeasonRecord } from '@synapse/store';
import type { Standings } from '../boards/standings.js';
import { Limit, RowParameter } from './inputs.js';
import { defineRead } from './read.js';
import type { Sources } from './sources.js';

const PODIUM = 3;

export const seasons = defineRead({
  name: 'listSeasons',
  path: '/v1/seasons',
  summary: 'Every season, the latest first.',
  tag: 'seasons',
  params: {},
  query: {},
  answer: 'Seasons',
  sharedMs: 2_000,
  async run(sources): Promise<Seasons> {
    const [all, podiums, live] = await Promise.all([
      readSeasons(sources.db),
      sources.podiums(),
      sources.boards.current(),
    ]);
    return {
      seasons: await Promise.all(
        all.map(async (season) => ({
          ...described(season),
          podium: isMoving(season, live.season)
            ? await first(sources, live.standings, PODIUM)
            : (podiums.get(season.id) ?? []),
        })),
      ),
    };
  },
});

export const season = defineRead({
  name: 'getSeason',
  path: '/v1/seasons/:season',
  summary: 'A season and its standings, final once it is closed.',
  tag: 'seasons',
  params: { season: RowParameter },
  query: { limit: Limit(String(STANDINGS), STANDINGS) },
  answer: 'SeasonStandings',
  canMiss: true,
  sharedMs: 1_000,
  async run(sources, { season: id, limit = STANDINGS }): Promise<SeasonStandings> {
    const found = (await readSeasons(sources.db)).find((each) => each.id === id);
    if (!found) throw new HttpProblem(404, `No season has the number ${id}.`);
    const standings = await standingsOf(sources, found);
    return {
      ...described(found),
      members: standings.total('stars'),
      standings: await first(sources, standings, limit),
    };
  },
});

/** The boards of now hide who left; final standings are what was announced, with those who left since. */
const isMoving = ({ id, closed_at: closed }: SeasonRecord, live: number | null): boolean =>
  id === live && closed === null;

async function standingsOf({ boards, pastBoard, now }: Sources, season: SeasonRecord): Promise<Standings> {
  const live = await boards.current();
  if (isMoving(season, live.season)) return live.standings;
  return pastBoard(`stars ${season.id}`, { board: 'stars', at: now(), season: season.id });
}

async function first(
  { db }: Sources,
  standings: Standings,
  count: number,
): Promise<SeasonStandings['standings']> {
  const places = standings.slice('stars', 0, count);
  const names = await readMemberNames(
    db,
    places.map(({ id }) => id),
  );
  return places.flatMap(({ rank, id, figures }) => {
    const called = names.get(id);
    return called ? { rank, member: { id: String(id), ...called }, stars: figures.season } : [];
  });
}

const described = ({ id, name, starts_at, ends_at, active, closed_at }: SeasonRecord) => ({
  id,
  name,
  starts_at: starts_at.toISOString(),
  ends_at: ends_at.toISOString(),
  active,
  closed_at: closed_at?.toISOString() ?? null,
});
