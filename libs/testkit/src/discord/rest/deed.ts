import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';

/** A file that came with a message. */
export interface SentFile {
  name: string;
  bytes: Buffer;
}

/** Something that the bot did, once it had its effect: what a person would see of it. */
export type Deed =
  | { kind: 'message'; channelId: string; nonce: string | null; message: APIMessage; files: SentFile[] }
  | {
      kind: 'answer';
      /** How: at once, by a later edit of it, or by one more message. */
      by: 'reply' | 'edit' | 'followup' | 'update';
      interactionId: string;
      channelId: string;
      userId: string;
      isPrivate: boolean;
      message: APIMessage;
      files: SentFile[];
    }
  | { kind: 'role_added' | 'role_removed'; guildId: string; userId: string; roleId: string }
  | { kind: 'commands_registered'; commands: APIApplicationCommand[] };

export type DatedDeed = Deed & {
  /** Milliseconds since 1970. */
  at: number;
};
