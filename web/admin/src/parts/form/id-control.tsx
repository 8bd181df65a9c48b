import { headed, useGuilds } from '../../guilds.js';
import { withoutNull } from '../../schema/schema.js';
import { type ControlProps, named } from './control-props.js';

interface Choice {
  id: string;
  name: string;
}

/** Chooses one channel by its name. */
export function ChannelControl(props: ControlProps) {
  const guilds = useGuilds().filter(({ id }) => props.guild === undefined || props.guild === id);
  const groups = guilds.flatMap((guild) =>
    headed(guild).map(({ name, channels }) => ({
      name: guilds.length > 1 ? `${guild.name}: ${name}` : name,
      choices: channels.map((channel) => ({ ...channel, name: `#${channel.name}` })),
    })),
  );
  return <IdSelect {...props} groups={groups} />;
}

/** Chooses one role by its name. */
function RoleControl(props: ControlProps) {
  const guilds = useGuilds().filter(({ id }) => props.guild === undefined || props.guild === id);
  const groups = guilds.map(({ name, roles }) => ({
    name,
    choices: roles.map((role) => ({ ...role, name: `@${role.name}` })),
  }));
  return <IdSelect {...props} groups={groups} />;
}

/** Chooses one guild by its name. */
const GuildControl = (props: ControlProps) => (
  <IdSelect {...props} groups={[{ name: 'Guilds', choices: [...useGuilds()] }]} />
);

/** What names a thing of Discord is chosen by that thing's name, by the name of the field. */
export const ID_CONTROLS: Readonly<Record<string, typeof ChannelControl>> = {
  guild_id: GuildControl,
  announce_channel_id: ChannelControl,
  admin_role_id: RoleControl,
  role_id: RoleControl,
};

interface IdSelectProps extends ControlProps {
  groups: readonly { name: string; choices: readonly Choice[] }[];
}

export function IdSelect({ groups, schema, value, onChange, ...rest }: IdSelectProps) {
  const isKnown = groups.some(({ choices }) => choices.some(({ id }) => id === value));
  return (
    <select
      {...named(rest)}
      value={value === null ? '' : String(value)}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === '' && withoutNull(schema).isOptional ? null : currentTarget.value)
      }
    >
      <option value="">None</option>
      {!isKnown && value !== null && value !== '' && (
        <option value={String(value)}>{String(value)} (not known)</option>
      )}
      {groups.map(({ name, choices }) => (
        <optgroup key={name} label={name}>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
