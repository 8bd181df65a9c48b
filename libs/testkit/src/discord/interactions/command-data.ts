import {
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10';
import { channelData } from '../dispatches/channel.js';
import { memberDataWithoutUser, userData } from '../dispatches/user.js';
import { findMember } from '../world/find.js';
import type { Guild } from '../world/world.js';

/** What is typed into the options, by their names; members, roles and channels as ids. */
export type Given = Record<string, string | number | boolean>;

/** Finds what is typed behind the slash. @throws when the bot has registered nothing of the kind */
export function commandNamed(commands: readonly APIApplicationCommand[], typed: string) {
  const [name, ...path] = typed.split(' ');
  const command = commands.find((one) => one.name === name);
  if (!command) throw new Error(`There is no command /${name}: the bot has registered none of that name.`);
  return { command, path };
}

/**
 * The `data` of a command's interaction. @throws when an option does not exist, or one that must be given is missing
 * @param focused the option that is being typed
 */
export function commandData(
  command: APIApplicationCommand,
  path: readonly string[],
  given: Given,
  guild: Guild,
  focused?: string,
): object {
  const named: Named = { members: new Set(), channels: new Set() };
  const options = filled(command.options ?? [], path, given, focused, named);
  return {
    id: command.id,
    name: command.name,
    type: 1,
    guild_id: guild.id,
    options,
    resolved: resolved(guild, named),
  };
}

/** Of whom and what the options speak, by ids. */
type Named = Record<'members' | 'channels', Set<string>>;

function filled(
  declared: readonly APIApplicationCommandOption[],
  [sub, ...path]: readonly string[],
  given: Given,
  focused: string | undefined,
  named: Named,
): object[] {
  if (sub !== undefined) {
    const found = declared.find(({ name }) => name === sub) as
      | (APIApplicationCommandOption & { options?: APIApplicationCommandOption[] })
      | undefined;
    if (!found) throw new Error(`There is no subcommand ${sub}.`);
    return [
      { name: sub, type: found.type, options: filled(found.options ?? [], path, given, focused, named) },
    ];
  }
  const missing = declared.find(({ name, required }) => required && given[name] === undefined);
  if (missing && focused === undefined) throw new Error(`The option ${missing.name} must be given.`);
  return Object.entries(given).map(([name, value]) => {
    const option = declared.find((one) => one.name === name);
    if (!option) throw new Error(`There is no option ${name}.`);
    if (option.type === Type.User) named.members.add(String(value));
    if (option.type === Type.Channel) named.channels.add(String(value));
    return { name, type: option.type, value, ...(name === focused && { focused: true }) };
  });
}

function resolved(guild: Guild, named: Named) {
  const members = [...named.members].map((id) => findMember(guild, id));
  const channels = guild.channels.filter(({ id }) => named.channels.has(id));
  return {
    users: Object.fromEntries(members.map(({ user }) => [user.id, userData(user)])),
    members: Object.fromEntries(
      members.map((member) => [member.user.id, { ...memberDataWithoutUser(member), permissions: '0' }]),
    ),
    channels: Object.fromEntries(
      channels.map((channel) => [channel.id, { ...channelData(channel), permissions: '0' }]),
    ),
  };
}
