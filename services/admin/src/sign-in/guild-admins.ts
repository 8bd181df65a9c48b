import { DiscordAPIError, REST } from '@discordjs/rest';
import { settingValue } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { errorSummary, type Logger } from '@synapse/runtime';
import type { OpenPrismaClient } from '@synapse/store';
import {
  type APIGuild,
  type APIGuildMember,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
  Routes,
} from 'discord-api-types/v10';
import { LRUCache } from 'lru-cache';

/** Somebody who loses the role is an admin no longer than this. */
const BELIEVED_MS = 4 * 60_000;
const MOST_KNOWN = 10_000;

export interface GuildAdminsOptions {
  prisma: OpenPrismaClient;
  log: Pick<Logger, 'warn'>;
  /** The bot's. */
  token: string;
  apiUrl: string;
  /** How long an answer of Discord is believed; 4 min unless given. */
  believedMs?: number;
}

/** Tells which guilds of the community somebody administers. */
export interface GuildAdmins {
  /** @throws HttpProblem 503 when Discord cannot be asked: nobody is let in on what was true before */
  guildsOf(user: bigint): Promise<ReadonlySet<bigint>>;
  /** Asks Discord again next time. */
  forget(user: bigint): void;
}

/**
 * Asks Discord, as the bot, who a member of each guild is: its owner, whoever has a role with all permissions, and whoever has
 * the role that the setting `admin_role_id` names may administer it.
 */
export function createGuildAdmins({
  prisma,
  log,
  token,
  apiUrl,
  believedMs = BELIEVED_MS,
}: GuildAdminsOptions): GuildAdmins {
  const rest = new REST({ version: '10', api: apiUrl, timeout: 5_000, retries: 1 }).setToken(token);
  const known = new LRUCache<bigint, ReadonlySet<bigint>>({
    max: MOST_KNOWN,
    ttl: believedMs,
    fetchMethod: (user) => ask(prisma, rest, user),
  });
  return {
    async guildsOf(user) {
      try {
        return (await known.fetch(user)) ?? new Set();
      } catch (error) {
        log.warn({ err: error }, `Discord could not be asked who may administer: ${errorSummary(error)}`);
        throw new HttpProblem(
          503,
          'Discord cannot be asked right now who may administer. Try again in some seconds.',
        );
      }
    },
    forget: (user) => void known.delete(user),
  };
}

async function ask(prisma: OpenPrismaClient, rest: REST, user: bigint): Promise<ReadonlySet<bigint>> {
  const guilds = await prisma.guildStructure.findMany({ select: { guildId: true } });
  const rows = await prisma.setting.findMany({ where: { key: { startsWith: 'admin_role_id' } } });
  const settings = Object.fromEntries(rows.map(({ key, valueJson }) => [key, JSON.parse(valueJson)]));
  const administered = await Promise.all(
    guilds.map(async ({ guildId }) => {
      const role = settingValue(settings, 'admin_role_id', guildId);
      return (await administers(rest, guildId, user, role)) ? [guildId] : [];
    }),
  );
  return new Set(administered.flat());
}

async function administers(rest: REST, guildId: bigint, user: bigint, role: string | null): Promise<boolean> {
  const member = (await found(
    rest,
    Routes.guildMember(String(guildId), String(user)),
  )) as APIGuildMember | null;
  const guild = member && ((await found(rest, Routes.guild(String(guildId)))) as APIGuild | null);
  if (!guild) return false;
  if (guild.owner_id === String(user) || (role !== null && member.roles.includes(role))) return true;
  const theirs = guild.roles.filter(({ id }) => id === guild.id || member.roles.includes(id));
  return theirs.some(({ permissions }) => (BigInt(permissions) & PermissionFlagsBits.Administrator) !== 0n);
}

const ABSENT: readonly unknown[] = [RESTJSONErrorCodes.UnknownGuild, RESTJSONErrorCodes.UnknownMember];

async function found(rest: REST, route: `/${string}`): Promise<unknown> {
  try {
    return await rest.get(route);
  } catch (error) {
    if (error instanceof DiscordAPIError && ABSENT.includes(error.code)) return null;
    throw error;
  }
}
