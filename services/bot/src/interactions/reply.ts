import type { InteractionReplyOptions } from 'discord.js';

type Message = Pick<InteractionReplyOptions, 'content' | 'embeds' | 'components' | 'files'>;

/** What somebody is answered. */
export interface Reply extends Message {
  /** What one message cannot carry. */
  more?: readonly Message[];
}

/** Something that can be chosen while typing. */
export interface Choice {
  name: string;
  value: string;
}
