import { Avatar, day, Empty, figure, Loading, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { useMe } from '../me.js';
import { SeasonState } from '../parts/season-state.js';
import { reads } from '../reads.js';

const EVERY_MS = 5_000;

/** A season and its standings. */
export function SeasonPage({ season = '' }: { season?: string }) {
  const { title } = useCommunity();
  const { answer, error } = useRead(reads.season(season), EVERY_MS);
  const [me] = useMe();
  useTitle(answer?.name, title);
  if (error && !answer) {
    return error.status < 500 && error.status > 0 ? (
      <Empty title="There is no such season.">
        <a href="/seasons">All seasons</a>
      </Empty>
    ) : (
      <Notice>{error.message}</Notice>
    );
  }
  if (!answer) return <Loading lines={8} />;
  const best = answer.standings[0]?.stars ?? 1;
  return (
    <>
      <div class="title">
        <div>
          <h1>{answer.name}</h1>
          <p>
            {day(answer.starts_at)} – {day(answer.ends_at)} · {figure(answer.members)}{' '}
            {answer.members === 1 ? 'member' : 'members'} with stars
          </p>
        </div>
        <SeasonState season={answer} />
      </div>
      <Panel title={answer.closed_at === null ? 'Standings' : 'Final standings'}>
        {answer.standings.length === 0 && <Empty title="Nobody earned stars in it." />}
        {answer.standings.length > 0 && (
          <table class="places">
            <caption class="unseen">The first by stars</caption>
            <thead>
              <tr>
                <th scope="col" class="rank">
                  <abbr title="Place">#</abbr>
                </th>
                <th scope="col">Member</th>
                <th scope="col" class="figure">
                  Stars
                </th>
              </tr>
            </thead>
            <tbody>
              {answer.standings.map(({ rank, member, stars }) => (
                <tr key={member.id} class={member.id === me ? 'me' : ''} style={{ '--share': stars / best }}>
                  <td class="rank">{rank}</td>
                  <th scope="row">
                    <span class="person">
                      <Avatar id={member.id} name={member.name} />
                      <a class="member" href={`/members/${member.id}`}>
                        <bdi>{member.name}</bdi>
                      </a>
                    </span>
                  </th>
                  <td class="figure score">{figure(stars)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </>
  );
}
