import type { Logger, Readiness } from '@synapse/runtime';
import { type Client, Events, type Guild, PermissionFlagsBits } from 'discord.js';

/** What the bot needs in every guild, as Discord calls it, and what it cannot do without. */
const NEEDED = [
  ['ViewChannel', 'View Channels', 'nothing is announced'],
  ['SendMessages', 'Send Messages', 'nothing is announced'],
  ['EmbedLinks', 'Embed Links', 'announcements are empty'],
  [
    'ReadMessageHistory',
    'Read Message History',
    'an announcement whose sending was interrupted for minutes is not sent again',
  ],
  ['ManageRoles', 'Manage Roles', 'levels bring no roles'],
] as const;

/** Says which permissions are missing in which guild, at the start and whenever that changes: in the log and in `/readyz`. */
export function watchPermissions(
  client: Client,
  { ready, log }: { ready: Pick<Readiness, 'lacks'>; log: Pick<Logger, 'warn'> },
): void {
  let told: string | undefined;
  const look = () => {
    const missing = [...client.guilds.cache.values()].flatMap(missingIn).join('; ');
    if (missing === told) return;
    told = missing;
    ready.lacks('permissions', missing);
    if (missing) log.warn(`permissions are missing: ${missing}`);
  };
  for (const event of [Events.ClientReady, Events.GuildCreate, Events.GuildDelete] as const)
    client.on(event, look);
  for (const event of [Events.GuildRoleUpdate, Events.GuildRoleDelete, Events.GuildMemberUpdate] as const)
    client.on(event, look);
}

function missingIn({ id, members: { me } }: Guild): string[] {
  if (!me) return [];
  return NEEDED.filter(([flag]) => !me.permissions.has(PermissionFlagsBits[flag])).map(
    ([, name, without]) => `in the guild ${id}, ${name}: ${without}`,
  );
}
