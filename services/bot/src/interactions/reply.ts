import type { InteractionReplyOptions } from 'discord.js';

/** What somebody is answered. */
export type Reply = Pick<InteractionReplyOptions, 'content' | 'embeds' | 'components' | 'files'>;

/** Something that can be chosen while typing. */
export interface Choice {
  name: string;
  value: string;
}
