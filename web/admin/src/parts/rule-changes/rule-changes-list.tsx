import type { RuleChanges } from '@synapse/contracts';
import { useRead } from '@synapse/web-kit';
import { useGuilds } from '../../guilds.js';
import { reads } from '../../reads.js';
import { words } from '../../schema/words.js';
import { inWords } from '../setting-field.js';
import { useSettingName } from '../setting-name.js';

/** What is to be different about the rules, a line each. */
export function RuleChangesList({ changes }: { changes: RuleChanges }) {
  const { answer: categories } = useRead(reads.categories.list, 60_000);
  const { answer: achievements } = useRead(reads.achievements.list, 60_000);
  const settingName = useSettingName();
  const channels = useGuilds().flatMap((guild) => guild.channels);
  const category = (wanted: number | null) =>
    wanted === null
      ? 'no category'
      : (categories?.items.find(({ id }) => id === String(wanted))?.name ?? `category ${wanted}`);
  const achievement = (wanted: number) =>
    achievements?.items.find(({ id }) => id === String(wanted))?.name ?? `achievement ${wanted}`;
  const channel = (wanted: string) => channels.find(({ id }) => id === wanted)?.name ?? wanted;
  const {
    settings = {},
    multipliers = [],
    channels: moved = [],
    templates = [],
    new_templates: made = [],
  } = changes;
  const lines: (readonly [what: string, is: string])[] = [
    ...Object.entries(settings).map(([key, to]) => [settingName(key), inWords(to)] as const),
    ...multipliers.map(
      ({ category: in_, interaction, ...factors }) =>
        [`${words(interaction)} in ${category(in_)}`, fieldsInWords(factors, '× ')] as const,
    ),
    ...moved.map(
      ({ channel: one, category: to }) => [`#${channel(one)}`, `belongs to ${category(to)}`] as const,
    ),
    ...templates.map(({ id, ...fields }) => [achievement(id), fieldsInWords(fields)] as const),
    ...made.map(({ id: _, name, ...fields }) => [`New: ${name}`, fieldsInWords(fields)] as const),
  ];
  if (lines.length === 0)
    return <p class="soft">Nothing: the rules that are in force, over what the lake holds.</p>;
  return (
    <dl class="facts">
      {lines.map(([what, is]) => [<dt key={what}>{what}</dt>, <dd key={`${what} is`}>{is}</dd>])}
    </dl>
  );
}

const fieldsInWords = (fields: object, before = ''): string =>
  Object.entries(fields)
    .map(([name, value]) => `${words(name)} ${before}${inWords(value)}`)
    .join(', ');
