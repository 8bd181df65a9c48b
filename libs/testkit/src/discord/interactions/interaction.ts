import type { APIMessage } from 'discord-api-types/v10';
import type { SentFile } from '../rest/deed.js';

/** Something that a member asked of the bot: a command, a button, or what may come next in an option. */
export interface Interaction {
  id: string;
  token: string;
  guildId: string;
  channelId: string;
  userId: string;
  /** What was done, in words. */
  asked: string;
  /** When it was made, in milliseconds since 1970. */
  at: number;
  /** The most bytes that a file of an answer may have. */
  attachmentSizeLimit: number;
  /** What was dispatched, for being dispatched again. */
  dispatch: object;
  /** How it was first answered; undefined while nobody has. */
  answered?: 'reply' | 'deferred' | 'deferred_update' | 'update' | 'choices';
  /** Milliseconds from the dispatch to the first answer. */
  answeredAfterMs?: number;
  isPrivate: boolean;
  /** The answer as it stands; undefined while the bot is "thinking". */
  message?: APIMessage;
  files: SentFile[];
  choices?: { name: string; value: string | number }[];
}
