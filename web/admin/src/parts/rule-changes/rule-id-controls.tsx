import { useRead } from '@synapse/web-kit';
import { useGuilds } from '../../guilds.js';
import { reads } from '../../reads.js';
import type { ControlProps } from '../form/control-props.js';
import { ChannelControl, IdSelect } from '../form/id-control.js';

/** Chooses a category by its name. Rules name it by a number. */
function CategoryControl(props: ControlProps) {
  const { answer } = useRead(reads.categories.list, 60_000);
  const guilds = useGuilds();
  const groups = guilds.map(({ id, name }) => ({
    name,
    choices: answer?.items.filter(({ guild_id, active }) => guild_id === id && active) ?? [],
  }));
  return <RowSelect {...props} groups={groups} />;
}

/** Chooses an achievement by its name. */
function AchievementControl(props: ControlProps) {
  const { answer } = useRead(reads.achievements.list, 60_000);
  return <RowSelect {...props} groups={[{ name: 'Achievements', choices: answer?.items ?? [] }]} />;
}

const RowSelect = ({ value, onChange, ...rest }: Parameters<typeof IdSelect>[0]) => (
  <IdSelect
    {...rest}
    value={typeof value === 'number' ? String(value) : value}
    onChange={(to) => onChange(typeof to === 'string' && to !== '' ? Number(to) : to)}
  />
);

/** What the rows that rules name are chosen with, by the names that changes of rules give them. */
export const RULE_ID_CONTROLS = {
  category: CategoryControl,
  id: AchievementControl,
  channel: ChannelControl,
};
