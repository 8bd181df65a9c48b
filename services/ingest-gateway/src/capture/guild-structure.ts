import { createHash } from 'node:crypto';
import { type GuildPicture, keyOf, type PictureChange } from '../picture/picture.js';
import { type CaptureContext, type Captured, NOTHING } from './capture.js';
import { isoTime } from './times.js';

const STRUCTURAL = /^guild\/(\d+)\/(?:meta|channel|role)(?:\/|$)/;

/** The guild whose channels, roles, name or AFK channel these changes touch, if any. */
export function structuralGuild(changes: readonly PictureChange[]): string | null {
  for (const { key } of changes) {
    const guild = STRUCTURAL.exec(key)?.[1];
    if (guild) return guild;
  }
  return null;
}

/** The `guild_structure` fact of a guild, when it says something else than the one before. */
export function guildStructure(
  guild: GuildPicture | undefined,
  context: Omit<CaptureContext, 'picture'>,
): Captured {
  if (!guild?.meta) return NOTHING;
  const payload = {
    ...guild.meta,
    channels: [...guild.channels].map(([id, channel]) => ({ id, ...channel })).sort(byId),
    roles: [...guild.roles].map(([id, role]) => ({ id, ...role })).sort(byId),
  };
  const digest = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
  if (digest === guild.structure) return NOTHING;
  const time = isoTime(context.receivedAt);
  const fact = {
    id: `guild_structure:${context.session}:${context.sequence}`,
    type: 'guild_structure' as const,
    guild_id: guild.id,
    user_id: null,
    channel_id: null,
    target_id: null,
    at: time,
    received_at: time,
    payload,
  };
  return { facts: [fact], changes: [{ key: keyOf.structure(guild.id), value: digest }] };
}

const byId = (left: { id: string }, right: { id: string }) =>
  left.id.length - right.id.length || (left.id < right.id ? -1 : 1);
