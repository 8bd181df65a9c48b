import { PermissionFlagsBits } from 'discord-api-types/v10';
import { guildData, roleData } from '../dispatches/guild.js';
import { applicationFlags } from '../dispatches/ready.js';
import { memberData, userData } from '../dispatches/user.js';
import { sessionStartLimit } from '../gateway/identify-limits.js';
import { dispatchToGuild } from '../gateway/session.js';
import { botOf } from '../world/find.js';
import type { Guild, Member, Role } from '../world/world.js';
import { note, type RestState } from './rest-state.js';
import { type Asked, existing, RestError, type Route } from './route.js';

/** Who the bot is, where it connects, and what there is in its guilds. */
export const guildRoutes: Route[] = [
  { path: /^\/gateway$/, open: true, answer: ({ host }) => ({ url: `ws://${host}` }) },
  {
    path: /^\/gateway\/bot$/,
    // Made of the address the client dialled, so that a proxy in between stays in between.
    answer: ({ state: { gateway }, host }) => ({
      url: `ws://${host}`,
      shards: gateway.shards,
      session_start_limit: sessionStartLimit(gateway),
    }),
  },
  {
    path: /^\/users\/@me$/,
    people: true,
    answer: ({ as }) => ({ ...userData(as), ...(as.bot && { verified: true, email: null }) }),
  },
  { path: /^(?:\/oauth2)?\/applications\/@me$/, answer: ({ state }) => application(state) },
  { path: /^\/guilds\/(\d+)$/, answer: (asked) => guildData(guildOf(asked)) },
  { path: /^\/guilds\/(\d+)\/roles$/, answer: (asked) => guildOf(asked).roles.map(roleData) },
  { path: /^\/guilds\/(\d+)\/members\/(\d+)$/, answer: (asked) => memberData(memberOf(asked)) },
  {
    method: 'PUT',
    path: /^\/guilds\/(\d+)\/members\/(\d+)\/roles\/(\d+)$/,
    answer(asked) {
      const { member, role } = handed(asked);
      if (member.roles.includes(role.id)) return;
      member.roles.push(role.id);
      changed(asked, member, 'role_added', role.id);
    },
  },
  {
    method: 'DELETE',
    path: /^\/guilds\/(\d+)\/members\/(\d+)\/roles\/(\d+)$/,
    answer(asked) {
      const { member, role } = handed(asked);
      if (!member.roles.includes(role.id)) return;
      member.roles = member.roles.filter((id) => id !== role.id);
      changed(asked, member, 'role_removed', role.id);
    },
  },
];

const guildOf = ({ state, ids: [id] }: Pick<Asked, 'state' | 'ids'>): Guild =>
  existing(
    state.gateway.world.guilds.find((guild) => guild.id === id),
    10_004,
    'Guild',
  );

const memberOf = (asked: Pick<Asked, 'state' | 'ids'>): Member =>
  existing(
    guildOf(asked).members.find(({ user }) => user.id === asked.ids[1]),
    10_007,
    'Member',
  );

/** The member and role of a change; refused where Discord refuses it to the bot. */
function handed(asked: Asked): { member: Member; role: Role } {
  const guild = guildOf(asked);
  const member = memberOf(asked);
  const role = existing(
    guild.roles.find(({ id }) => id === asked.ids[2]),
    10_011,
    'Role',
  );
  const bot = guild.members.find(({ user }) => user.id === botOf(asked.state.gateway.world).id);
  const own = guild.roles.filter(({ id }) => bot?.roles.includes(id));
  const mayManage = own.some(({ permissions }) => (BigInt(permissions) & MANAGE_ROLES) !== 0n);
  const isBelow = own.some(({ position }) => position > role.position);
  if (!mayManage || !isBelow || role.managed) throw new RestError(403, 50_013, 'Missing Permissions');
  return { member, role };
}

const MANAGE_ROLES = PermissionFlagsBits.ManageRoles | PermissionFlagsBits.Administrator;

function changed(
  { state, ids: [guildId = ''] }: Asked,
  member: Member,
  kind: 'role_added' | 'role_removed',
  roleId: string,
): void {
  note(state, { kind, guildId, userId: member.user.id, roleId });
  dispatchToGuild(state.gateway, guildId, 'GUILD_MEMBER_UPDATE', {
    ...memberData(member),
    guild_id: guildId,
  });
}

function application({ gateway }: RestState) {
  const bot = botOf(gateway.world);
  return {
    id: bot.id,
    name: bot.global_name ?? bot.username,
    icon: null,
    description: '',
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '',
    flags: applicationFlags(gateway.allowedIntents),
    flags_new: '0',
    bot: userData(bot),
  };
}
