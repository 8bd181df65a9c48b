import type { ActionContext } from './action-context.js';
import { channelActions } from './channel-actions.js';
import { memberActions } from './member-actions.js';
import { messageActions } from './message-actions.js';
import { reactionActions } from './reaction-actions.js';
import { threadActions } from './thread-actions.js';
import { voiceActions } from './voice-actions.js';

/** What can happen in the world. Each action changes it and sends the dispatch that Discord would send. */
export type Actions = ReturnType<typeof createActions>;

export function createActions(context: ActionContext) {
  return {
    ...messageActions(context),
    ...reactionActions(context),
    ...threadActions(context),
    ...voiceActions(context),
    ...memberActions(context),
    ...channelActions(context),
  };
}
