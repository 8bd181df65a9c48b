import { isDeepStrictEqual } from 'node:util';
import {
  type APIApplicationCommand,
  REST,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';

type Definition = RESTPostAPIChatInputApplicationCommandsJSONBody;

export interface Registered {
  /** Whether Discord had to be told. */
  isChanged: boolean;
  names: string[];
}

/** Tells Discord which commands there are, unless it knows. @throws DiscordAPIError */
export async function registerCommands(
  { token, apiUrl }: { token: string; apiUrl: string },
  wanted: readonly Definition[],
): Promise<Registered> {
  const rest = new REST({ api: apiUrl }).setToken(token);
  const { id } = (await rest.get(Routes.currentApplication())) as { id: string };
  const known = (await rest.get(Routes.applicationCommands(id))) as APIApplicationCommand[];
  const names = wanted.map(({ name }) => name);
  if (isDeepStrictEqual(essence(known), essence(wanted))) return { isChanged: false, names };
  await rest.put(Routes.applicationCommands(id), { body: wanted });
  return { isChanged: true, names };
}

/** What Discord fills in by itself, and what means the same as nothing. */
const FILLED_IN = [
  'id',
  'application_id',
  'version',
  'guild_id',
  'integration_types',
  'contexts',
  'dm_permission',
  'type',
];

const essence = (commands: readonly object[]): unknown[] =>
  commands
    .map((command) =>
      meaning(Object.fromEntries(Object.entries(command).filter(([key]) => !FILLED_IN.includes(key)))),
    )
    .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));

const nameOf = (command: unknown) => String((command as { name?: unknown } | undefined)?.name);

/** A document without what says nothing: nulls, `false`, empty lists. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(meaning);
  if (typeof value !== 'object' || value === null)
    return value === null || value === false ? undefined : value;
  const told = Object.entries(value).map(([key, inner]) => [key, meaning(inner)] as const);
  return Object.fromEntries(told.filter(([, inner]) => inner !== undefined));
}
