import type { SeasonDocument } from '@synapse/contracts';
import { day, Time } from '@synapse/web-kit';
import { reads } from '../reads.js';
import type { Look } from './look.js';

export const SEASONS: Look<SeasonDocument> = {
  path: '/seasons',
  title: 'Seasons',
  one: 'season',
  about: 'Stars are counted by season. Rolling ends the one that is active, and opens the next.',
  reads: reads.seasons,
  nameOf: ({ name }) => name,
  showsAll: true,
  columns: [
    {
      title: 'State',
      cell: ({ active, closed }) => (
        <span class={active ? 'badge good' : 'badge'}>{active ? 'Active' : closed ? 'Final' : 'Ended'}</span>
      ),
    },
    { title: 'Began', cell: ({ starts_at }) => day(starts_at) },
    { title: 'Ends', cell: ({ ends_at }) => day(ends_at) },
    { title: 'In words', cell: ({ active, ends_at }) => !active && <Time at={ends_at} /> },
  ],
  fields: [
    { name: 'name' },
    { name: 'days', label: 'Days', hint: 'How long it lasts, from now.' },
    { name: 'ends_at', label: 'Ends at', hint: 'In the future.' },
  ],
  begin: { days: 120 },
  newLabel: 'Roll, or open a season',
  changes: { create: 'roll_season', update: 'update_season', remove: 'end_season' },
  removal: {
    label: 'End this season now',
    meaning:
      'Stars stop counting for it, and its standings are final fifteen minutes later. It cannot be opened again.',
  },
};
