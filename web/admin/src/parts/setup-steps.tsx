import { figure, useRead } from '@synapse/web-kit';
import type { ComponentChildren } from 'preact';
import { useGuilds } from '../guilds.js';
import { reads } from '../reads.js';

/** What a community needs before it can begin, and whether it has it. */
export function SetupSteps() {
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
    <ul class="steps">
      {guilds.length === 0 && <Step>No guild is known yet</Step>}
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
  );
}

const Step = ({ isDone = false, children }: { isDone?: boolean; children: ComponentChildren }) => (
  <li data-done={isDone}>
    <span aria-hidden="true">{isDone ? '✓' : '○'}</span>
    <span class="unseen">{isDone ? 'Done: ' : 'Still to do: '}</span>
    <span>{children}</span>
  </li>
);
