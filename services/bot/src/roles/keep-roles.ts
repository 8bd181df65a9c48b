import { createHash } from 'node:crypto';
import { settingValue } from '@synapse/contracts';
import { errorSummary, retryDelayMs } from '@synapse/runtime';
import {
  askForRoleChecks,
  dueRoleChecks,
  finishRoleCheck,
  noteRolesSeen,
  type Owner,
  postponeRoleCheck,
  type RoleCheckRow,
  readRolesSeen,
} from '@synapse/store';
import { type APIGuildMember, type Client, DiscordAPIError, type Guild, Routes } from 'discord.js';
import { orNone } from '../ask/ask.js';
import type { Bot } from '../bot.js';
import { withOwnSignal } from '../discord/with-own-signal.js';
import { leastLevel, levelRolesOf, roleChange } from './level-roles.js';
import { safeRoles } from './safe-roles.js';

export interface KeepingRoles {
  bot: Bot;
  owner: Owner;
  client: Client<true>;
  /** Resolves when something was noted, or after the time. */
  wait: (ms: number) => Promise<void>;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 5;
const BATCH = 50;
/** Roles that somebody took by hand come back within a day. */
const WALK_EVERY_MS = 86_400_000;
const PAGE = 100;

/** Lets members' roles follow their levels until `signal` aborts. */
export async function keepRoles(parts: KeepingRoles): Promise<void> {
  const { bot, owner, signal } = parts;
  const told = new Set<string>();
  while (!signal.aborted) {
    try {
      await walkIfDue(parts);
      const due = await owner.alone((connection) =>
        dueRoleChecks(connection, bot.community, new Date(), BATCH),
      );
      for (let first = 0; first < due.length && !signal.aborted; first += AT_ONCE)
        await Promise.all(due.slice(first, first + AT_ONCE).map((check) => settleCheck(parts, check, told)));
      if (due.length === BATCH) continue;
    } catch (error) {
      if (signal.aborted || owner.lost.aborted) return;
      bot.log.warn({ err: error }, `level roles have to wait: ${errorSummary(error)}`);
    }
    await parts.wait(LOOK_EVERY_MS);
  }
}

async function settleCheck(parts: KeepingRoles, check: RoleCheckRow, told: Set<string>): Promise<void> {
  const { bot, owner } = parts;
  const { community } = bot;
  try {
    await reconcile(parts, String(check.userId), told);
    await owner.alone((connection) => finishRoleCheck(connection, community, check));
  } catch (error) {
    if (parts.signal.aborted) return;
    const until = new Date(Date.now() + retryDelayMs(check.attempts + 1, 300, 300_000));
    bot.log.warn({ err: error }, `a member's level roles have to wait: ${errorSummary(error)}`);
    await owner.alone((connection) => postponeRoleCheck(connection, community, check, until));
  }
}

/** Makes a member's roles those of the level, in every guild. Nothing is known of how it was before: state alone counts. */
async function reconcile(
  { bot, client, signal }: KeepingRoles,
  userId: string,
  told: Set<string>,
): Promise<void> {
  const { settings } = bot.rules();
  const guilds = [...client.guilds.cache.values()].filter(({ id }) => levelRolesOf(settings, id).length > 0);
  if (guilds.length === 0) return;
  const level = (await orNone(bot.ask('getMember', { id: userId })))?.level ?? 1;
  for (const guild of guilds) {
    const { safe, unsafe } = await safeRoles(guild, levelRolesOf(settings, guild.id));
    for (const { role, why } of unsafe) tellOnce(bot, told, `the level role ${role} is passed over: ${why}`);
    const member = await memberOf(client, guild, userId, signal);
    if (!member) continue;
    const mode = settingValue(settings, 'level_roles_mode', BigInt(guild.id));
    const { add, remove } = roleChange(level, member.roles, safe, mode);
    const failures: unknown[] = [];
    for (const [roles, method] of [
      [add, 'put'],
      [remove, 'delete'],
    ] as const) {
      for (const role of roles) {
        const path = Routes.guildMemberRole(guild.id, userId, role);
        const changed = withOwnSignal(signal, (own) =>
          client.rest[method](path, { signal: own, reason: 'Level roles' }),
        );
        await changed.then(
          () => bot.metrics.roleChanged(method === 'put' ? 'added' : 'removed'),
          (error: unknown) => {
            bot.metrics.roleChanged('failed');
            if (isFinal(error))
              tellOnce(bot, told, `the level role ${role} cannot be changed: ${error.message}`);
            else failures.push(error);
          },
        );
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

const isFinal = (error: unknown): error is DiscordAPIError =>
  error instanceof DiscordAPIError && [400, 403, 404].includes(error.status);

function tellOnce({ log }: Pick<Bot, 'log'>, told: Set<string>, what: string): void {
  if (told.has(what)) return;
  told.add(what);
  log.warn(what);
}

/** A member of a guild as Discord has them now; `null` when they are not there. */
async function memberOf(
  client: Client,
  guild: Guild,
  userId: string,
  signal: AbortSignal,
): Promise<APIGuildMember | null> {
  try {
    return (await withOwnSignal(signal, (own) =>
      client.rest.get(Routes.guildMember(guild.id, userId), { signal: own }),
    )) as APIGuildMember;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 404) return null;
    throw error;
  }
}

/** Looks at everybody who has such a level, when the roles of levels are other ones or a day has passed. */
async function walkIfDue({ bot, owner, client, signal }: KeepingRoles): Promise<void> {
  const { community } = bot;
  const { settings } = bot.rules();
  const guilds = [...client.guilds.cache.keys()].sort();
  const digest = digestOf(settings, guilds);
  const seen = await owner.alone((connection) => readRolesSeen(connection, community));
  const isRecent = seen.at !== null && Date.now() - seen.at.getTime() < WALK_EVERY_MS;
  if (seen.digest === digest && isRecent) return;
  const least = leastLevel(settings, guilds);
  let cursor: string | null = null;
  while (Number.isFinite(least) && !signal.aborted) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(bot, cursor);
    const members = page.members.filter(({ value }) => value >= least).map(({ id }) => BigInt(id));
    await owner.transaction((connection) => askForRoleChecks(connection, community, members, new Date()));
    cursor = page.next;
    if (!cursor || members.length < page.members.length) break;
  }
  if (!signal.aborted)
    await owner.alone((connection) => noteRolesSeen(connection, community, digest, new Date()));
}

const pageOf = (bot: Bot, cursor: string | null) =>
  bot.ask('getLeaderboard', { board: 'level', limit: PAGE, ...(cursor && { cursor }) });

function digestOf(settings: ReturnType<Bot['rules']>['settings'], guilds: readonly string[]): string {
  const about = guilds.map((guild) => [
    guild,
    levelRolesOf(settings, guild),
    settingValue(settings, 'level_roles_mode', BigInt(guild)),
  ]);
  return createHash('sha256').update(JSON.stringify(about)).digest('hex');
}
