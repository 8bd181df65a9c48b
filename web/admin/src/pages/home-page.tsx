import { day, figure, Loading, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import type { ComponentChildren } from 'preact';
import { useGuilds } from '../guilds.js';
import { Figures } from '../parts/figures.js';
import { MemberLink } from '../parts/member-link.js';
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
          <Setup />
          <Panel title="Changed last" aside={<a href="/audit">The whole trail</a>}>
            {!audit && <Loading />}
            <ol class="recent">
              {audit?.items.map(({ id, action, target_table, target_id, at }) => (
                <li key={id}>
                  <span>
                    {words(action)}: {words(target_table).toLowerCase()} <bdi>{target_id}</bdi>
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

/** What a community needs before it can begin, and whether it has it. */
function Setup() {
  const guilds = useGuilds();
  const { answer: categories } = useRead(reads.categories.list);
  const { answer: achievements } = useRead(reads.achievements.list);
  const { answer: seasons } = useRead(reads.seasons.list);
  const { answer: settings } = useRead(reads.settings);
  const role = settings?.settings.find(({ key }) => key === 'admin_role_id')?.value;
  const roleName = guilds.flatMap(({ roles }) => roles).find(({ id }) => id === role)?.name;
  const count = (items: readonly { active: boolean }[] | undefined) =>
    items?.filter(({ active }) => active).length ?? 0;
  return (
    <Panel title="Set up">
      <ul class="steps">
        {guilds.map(({ id, name, channels, roles }) => (
          <Step key={id} isDone>
            <bdi>{name}</bdi>: {figure(channels.length)} channels, {figure(roles.length)} roles
          </Step>
        ))}
        <Step isDone={count(categories?.items) > 0}>
          <a href="/categories">{count(categories?.items)} categories</a>
        </Step>
        <Step isDone={count(achievements?.items) > 0}>
          <a href="/achievements">{count(achievements?.items)} achievements</a>
        </Step>
        <Step isDone={count(seasons?.items) > 0}>
          <a href="/seasons">A season that is active</a>
        </Step>
        <Step isDone={role !== null && role !== undefined}>
          <a href="/settings?find=admin role">
            {roleName ? `@${roleName} may administrate` : 'A role that may administrate'}
          </a>
        </Step>
      </ul>
      <p class="hint">
        Guilds are read by <code>npm run bootstrap</code>, which may be run again whenever channels have
        changed.
      </p>
    </Panel>
  );
}

const Step = ({ isDone, children }: { isDone: boolean; children: ComponentChildren }) => (
  <li data-done={isDone}>
    <span aria-hidden="true">{isDone ? '✓' : '○'}</span>
    <span class="unseen">{isDone ? 'Done: ' : 'Still to do: '}</span>
    <span>{children}</span>
  </li>
);
