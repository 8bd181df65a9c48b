import type { CategoryDocument } from '@synapse/contracts';
import { figure } from '@synapse/web-kit';
import { ChannelsControl } from '../parts/form/channels-control.js';
import { MultipliersControl } from '../parts/form/multipliers-control.js';
import { GuildName } from '../parts/guild-name.js';
import { reads } from '../reads.js';
import type { Look } from './look.js';

export const CATEGORIES: Look<CategoryDocument> = {
  path: '/categories',
  title: 'Categories',
  one: 'category',
  about: 'Channels that belong together, and what is worth more there.',
  reads: reads.categories,
  nameOf: ({ name }) => name,
  guildOf: ({ guild_id }) => guild_id,
  columns: [
    { title: 'Guild', cell: ({ guild_id }) => <GuildName id={guild_id} /> },
    { title: 'Channels', isFigure: true, cell: ({ channels }) => figure(channels.length) },
    { title: 'Worth more', cell: ({ multipliers }) => <Worth multipliers={multipliers} /> },
  ],
  fields: [
    { name: 'guild_id', hint: 'A category belongs to one guild.' },
    { name: 'name' },
    { name: 'description', isWide: true, hint: 'For other admins.' },
    { name: 'active', label: 'In force', hint: 'Out of force, its channels count as in none.' },
    { name: 'channels', isWide: true, control: ChannelsControl },
    {
      name: 'multipliers',
      isWide: true,
      control: MultipliersControl,
      hint: 'What an interaction brings here is multiplied by these; 1 changes nothing.',
    },
  ],
  begin: { active: true },
  changes: { create: 'create_category', update: 'update_category', remove: 'delete_category' },
  removal: {
    label: 'Take out of force',
    meaning:
      'Its channels will count as in no category. What was earned stays, and it can be put in force again.',
  },
};

/** The multipliers that are not 1, largest first. */
function Worth({ multipliers }: Pick<CategoryDocument, 'multipliers'>) {
  const most = Math.max(1, ...multipliers.map(({ xp_multiplier }) => xp_multiplier));
  const changed = multipliers.filter(
    ({ xp_multiplier, star_multiplier }) => xp_multiplier !== 1 || star_multiplier !== 1,
  );
  if (changed.length === 0) return <span class="soft">As everywhere</span>;
  return (
    <span>
      {changed.length} {changed.length === 1 ? 'kind' : 'kinds'}
      {most > 1 && <span class="soft"> · up to {most}× XP</span>}
    </span>
  );
}
