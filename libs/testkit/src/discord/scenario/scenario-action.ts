import type { Actions } from '../actions/actions.js';
import type { DiscordSimulator } from '../simulator.js';

/** One thing that happens: which action, with what. Plain data. */
export type ScenarioAction = {
  [Name in keyof Actions]: {
    act: Name;
    args: Parameters<Actions[Name]>[0];
    /** The name by which later actions refer to the message, thread or member that this one makes. */
    makes?: string;
  };
}[keyof Actions];

/** How far back an action may refer to a message. */
export const RECENT_MESSAGES = 60;

/** Performs actions in order, on the world they were made for; `made` carries what was made from one call to the next. */
export function perform(
  simulator: Pick<DiscordSimulator, 'act'>,
  actions: Iterable<ScenarioAction>,
  made = new Map<string, string>(),
): void {
  for (const action of actions) {
    const act = simulator.act[action.act] as (args: object) => unknown;
    const result = act(withIds(action.args, made));
    if (action.makes) made.set(action.makes, idOf(result));
    forgetOld(action, made);
  }
}

/** The name of a guild's nth message (thread, member), until the simulator has given it an id. */
export function nameOf(kind: 'message' | 'thread' | 'member', guildId: string, number: number): string {
  return `#${kind}-${guildId}-${number}`;
}

function withIds(args: object, made: Map<string, string>): object {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, made.get(value) ?? value]));
}

function idOf(result: unknown): string {
  return typeof result === 'string' ? result : (result as { messageId: string }).messageId;
}

/** A scenario runs for days: messages that nothing refers to any more must not pile up. */
function forgetOld({ makes }: ScenarioAction, made: Map<string, string>): void {
  const [, guildId, number] = /^#message-(\d+)-(\d+)$/.exec(makes ?? '') ?? [];
  if (guildId) made.delete(nameOf('message', guildId, Number(number) - RECENT_MESSAGES));
}
