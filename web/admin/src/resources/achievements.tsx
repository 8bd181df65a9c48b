import type { AchievementDocument } from '@synapse/contracts';
import { figure } from '@synapse/web-kit';
import { reads } from '../reads.js';
import { words } from '../schema/words.js';
import type { Look } from './look.js';

export const ACHIEVEMENTS: Look<AchievementDocument> = {
  path: '/achievements',
  title: 'Achievements',
  one: 'achievement',
  about: 'What members can earn once. Who already qualifies for a new one gets it silently.',
  reads: reads.achievements,
  nameOf: ({ name }) => name,
  columns: [
    {
      title: 'Rarity',
      cell: ({ rarity }) => <span class={`badge rarity ${rarity}`}>{words(rarity)}</span>,
    },
    { title: 'Earned by', cell: requirement },
    { title: 'XP', isFigure: true, cell: ({ xp_reward }) => figure(xp_reward) },
    { title: 'Gold', isFigure: true, cell: ({ gold_reward }) => figure(gold_reward) },
  ],
  fields: [
    { name: 'name' },
    { name: 'category', label: 'Heading', hint: 'Where it stands in the gallery.' },
    { name: 'description', isWide: true, hint: 'What members read.' },
    {
      name: 'requirement_type',
      label: 'Earned by',
      hint: 'A counter reaching a value, stars of a season, XP, or an admin’s grant alone (custom).',
    },
    { name: 'requirement_scope', label: 'Counted', hint: 'Within a season, or ever since.' },
    { name: 'requirement_field', label: 'Counter', hint: 'Which one; with a counter alone.' },
    { name: 'requirement_value', label: 'At least' },
    { name: 'xp_reward', label: 'XP it brings' },
    { name: 'gold_reward', label: 'Gold it brings' },
    { name: 'rarity' },
    { name: 'announce_channel_id', label: 'Announced in', hint: 'Unless chosen, where the settings say.' },
    { name: 'badge_image_url', label: 'Badge', hint: 'The address of a picture; https.' },
    { name: 'active', label: 'In force' },
  ],
  begin: { active: true, category: 'social' },
  changes: { create: 'create_achievement', update: 'update_achievement', remove: 'delete_achievement' },
  removal: { label: 'Take out of force', meaning: 'Nobody will earn it any more. Who has it keeps it.' },
};

function requirement({
  requirement_type: type,
  requirement_field: field,
  requirement_value: value,
  requirement_scope: scope,
}: AchievementDocument) {
  if (type === 'custom') return 'An admin’s grant';
  const counted =
    type === 'xp_milestone' ? 'XP' : type === 'star_threshold' ? 'stars' : words(field ?? '').toLowerCase();
  if (value === null) return `Nothing yet (${counted})`;
  return `${figure(value)} ${counted}${scope === 'season' ? ' in a season' : ''}`;
}
