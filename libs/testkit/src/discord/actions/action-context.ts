import type { OwedDispatch } from '../gateway/session.js';
import { findGuild } from '../world/find.js';
import type { Guild, World } from '../world/world.js';
import type { MessageMemory } from './message-memory.js';

/** What actions work on. */
export interface ActionContext {
  world: World;
  messages: MessageMemory;
  /** Milliseconds since 1970. */
  now(): number;
  newId(timeMs: number): string;
  /** Sends a dispatch to the guild's shard. */
  emit(guildId: string, t: string, d: unknown): OwedDispatch | undefined;
}

export function guildIn(context: ActionContext, guildId: string): Guild {
  return findGuild(context.world, guildId);
}
