import type { APIMessage, RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import { MessageFlags, MessageType, PermissionFlagsBits } from 'discord-api-types/v10';
import { userData } from '../dispatches/user.js';
import { dispatchToGuild } from '../gateway/session.js';
import { permissionsOf } from '../interactions/permissions.js';
import { discordTimestamp } from '../snowflake.js';
import { botOf, messageChannelType } from '../world/find.js';
import type { Guild } from '../world/world.js';
import type { SentFile } from './deed.js';
import { note, type RestState } from './rest-state.js';
import { RestError, type Route, unknown } from './route.js';

type Posted = RESTPostAPIChannelMessageJSONBody;

/** The bot's messages. */
export const messageRoutes: Route[] = [
  {
    method: 'POST',
    path: /^\/channels\/(\d+)\/messages$/,
    answer({ state, ids: [channelId = ''], body: { json, files }, host }) {
      const posted = json as Posted;
      const guild = guildOfChannel(state, channelId);
      const earlier = knownNonce(state, channelId, posted);
      if (earlier) return earlier;
      const message = newMessage(state, host, channelId, posted, files);
      keep(state, message);
      if (posted.nonce !== undefined)
        state.nonces.set(`${channelId} ${posted.nonce}`, { message, at: state.gateway.now() });
      note(state, { kind: 'message', channelId, nonce: textOf(posted.nonce), message, files });
      dispatchToGuild(state.gateway, guild.id, 'MESSAGE_CREATE', { ...message, guild_id: guild.id });
      return message;
    },
  },
  {
    path: /^\/channels\/(\d+)\/messages$/,
    answer({ state, ids: [channelId = ''], query }) {
      const guild = guildOfChannel(state, channelId);
      const { id: self } = botOf(state.gateway.world);
      if ((permissionsOf(guild, self) & PermissionFlagsBits.ReadMessageHistory) === 0n) return [];
      const limit = Number(query.get('limit') ?? 50);
      const all = state.messages.get(channelId) ?? [];
      const after = query.get('after');
      const before = query.get('before');
      const found = all.filter(
        ({ id }) =>
          (after === null || BigInt(id) > BigInt(after)) && (before === null || BigInt(id) < BigInt(before)),
      );
      // Newest first, whichever end they are taken from.
      return (after === null ? found.slice(-limit) : found.slice(0, limit)).reverse();
    },
  },
];

/** A message of the bot's as Discord keeps it. @throws RestError when Discord would refuse it */
export function newMessage(
  state: RestState,
  host: string,
  channelId: string,
  { content = '', embeds = [], components = [], flags = 0 as MessageFlags }: Posted,
  files: readonly SentFile[],
): APIMessage {
  if (content === '' && embeds.length === 0 && components.length === 0 && files.length === 0)
    throw new RestError(400, 50_006, 'Cannot send an empty message');
  const longest = Math.max(0, ...embeds.map(({ description = '' }) => description.length));
  if (content.length > 2000 || longest > 4096 || embeds.length > 10)
    throw new RestError(400, 50_035, 'Invalid Form Body');
  const now = state.gateway.now();
  const id = state.newId(now);
  return {
    id,
    type: MessageType.Default,
    channel_id: channelId,
    author: userData(botOf(state.gateway.world)),
    content,
    timestamp: discordTimestamp(now),
    edited_timestamp: null,
    tts: false,
    pinned: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    flags: flags & MessageFlags.Ephemeral,
    attachments: files.map(({ name, bytes }) => {
      const url = `http://${host}/attachments/${id}/${encodeURIComponent(name)}`;
      return { id: state.newId(now), filename: name, size: bytes.length, url, proxy_url: url };
    }),
    embeds: embeds as APIMessage['embeds'],
    components: components as APIMessage['components'],
  };
}

function keep(state: RestState, message: APIMessage): void {
  const list = state.messages.get(message.channel_id) ?? [];
  state.messages.set(message.channel_id, list);
  list.push(message);
}

/** With `enforce_nonce` the same nonce within some minutes is the same message. */
function knownNonce(
  state: RestState,
  channelId: string,
  { nonce, enforce_nonce: isEnforced }: Posted,
): APIMessage | undefined {
  if (nonce !== undefined && String(nonce).length > 25) throw new RestError(400, 50_035, 'Invalid Form Body');
  const known = nonce === undefined ? undefined : state.nonces.get(`${channelId} ${nonce}`);
  const isRecent = known && state.gateway.now() - known.at < state.nonceWindowMs;
  return isEnforced && isRecent ? known.message : undefined;
}

/** The guild of a channel that takes messages. */
export function guildOfChannel({ gateway }: RestState, channelId: string): Guild {
  const guild = gateway.world.guilds.find(({ channels, threads }) =>
    [...channels, ...threads].some(({ id }) => id === channelId),
  );
  if (!guild) throw unknown(10_003, 'Channel');
  try {
    messageChannelType(guild, channelId);
  } catch {
    throw new RestError(400, 50_024, 'Cannot execute action on this channel type');
  }
  return guild;
}

const textOf = (nonce: string | number | undefined) => (nonce === undefined ? null : String(nonce));
