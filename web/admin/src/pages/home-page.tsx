import { day, figure, Loading, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { changedName } from '../parts/changed-name.js';
import { Figures } from '../parts/figures.js';
import { MemberLink } from '../parts/member-link.js';
import { SetupSteps } from '../parts/setup-steps.js';
import { reads } from '../reads.js';
import { words } from '../schema/words.js';
import { useSession } from '../session.js';

const RECENT = reads.audit({ limit: 8 });

/** Where an admin begins: what is set up, how it is, and what was changed last. */
export function HomePage() {
  const { session } = useSession();
  const { answer: health } = useRead(reads.lakeHealth);
  const { answer: seasons } = useRead(reads.seasons.list);
  const { answer: audit } = useRead(RECENT);
  const season = seasons?.items.find(({ active }) => active);
  const letters = health && health.dead_letters.lake_writer + health.dead_letters.reward_engine;
  useTitle('Synapse admin');
  return (
    <>
      <div class="title">
        <div>
          <h1>Welcome</h1>
          <p>
            You are <MemberLink id={session.user_id} />. What you change here is in force at once, and written
            down.
          </p>
        </div>
      </div>
      <div class="stack">
        <Figures
          of={[
            [
              'Season',
              season ? <a href={`/seasons/${season.id}`}>{season.name}</a> : 'None',
              season && `ends ${day(season.ends_at)}`,
            ],
            [
              'Facts a day',
              health ? figure(health.estimate.rows_per_day) : '…',
              health?.newest && (
                <>
                  the last <Time at={health.newest} />
                </>
              ),
            ],
            [
              'Dead letters',
              letters === undefined ? '…' : <a href="/dead-letters">{figure(letters)}</a>,
              letters === 0 ? 'everything was read' : 'look at them',
            ],
          ]}
        />
        <div class="halves">
          <Panel title="Set up" aside={<a href="/setup">Set up again</a>}>
            <SetupSteps />
          </Panel>
          <Panel title="Changed last" aside={<a href="/audit">The whole trail</a>}>
            {!audit && <Loading />}
            <ol class="recent">
              {audit?.items.map(({ id, action, target_table, target_id, before, after, at }) => (
                <li key={id}>
                  <span>
                    {words(action)}: {words(target_table).toLowerCase()}{' '}
                    <bdi>{changedName({ before, after }) ?? target_id}</bdi>
                  </span>
                  <span class="soft">
                    <Time at={at} />
                  </span>
                </li>
              ))}
            </ol>
          </Panel>
        </div>
      </div>
    </>
  );
}
