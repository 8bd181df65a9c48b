import { GatewayIntentBits as Bits, type GatewayMessageCreateDispatchData } from 'discord-api-types/v10';

/** Every intent Discord knows. */
export const ALL_INTENTS = Object.values(Bits).reduce<number>(
  (all, bit) => (typeof bit === 'number' ? all | bit : all),
  0,
);

/** Intents that an application's owner has to switch on first. */
export const PRIVILEGED_INTENTS = Bits.GuildMembers | Bits.GuildPresences | Bits.MessageContent;

const INTENT_BY_PREFIX: [prefix: string, intent: number][] = [
  ['GUILD_MEMBER_', Bits.GuildMembers],
  ['THREAD_MEMBERS_', Bits.GuildMembers],
  ['GUILD_BAN_', Bits.GuildModeration],
  ['VOICE_STATE_', Bits.GuildVoiceStates],
  ['PRESENCE_', Bits.GuildPresences],
  ['MESSAGE_REACTION_', Bits.GuildMessageReactions],
  ['MESSAGE_', Bits.GuildMessages],
  ['TYPING_', Bits.GuildMessageTyping],
  ['GUILD_', Bits.Guilds],
  ['CHANNEL_', Bits.Guilds],
  ['THREAD_', Bits.Guilds],
  ['STAGE_', Bits.Guilds],
];

/** Whether a session that asked for `intents` is sent events of this type. */
export function isSentFor(intents: number, t: string): boolean {
  const rule = INTENT_BY_PREFIX.find(([prefix]) => t.startsWith(prefix));
  return rule === undefined || (intents & rule[1]) !== 0;
}

/**
 * What a session sees of a dispatch. Without the message content intent Discord blanks what people wrote, except in
 * messages of the bot itself and those that mention it.
 */
export function visibleTo(intents: number, botId: string, t: string, d: unknown): unknown {
  const isMessage = t === 'MESSAGE_CREATE' || t === 'MESSAGE_UPDATE';
  if (!isMessage || intents & Bits.MessageContent || typeof d !== 'object' || d === null) return d;
  return withoutContent(d as Partial<GatewayMessageCreateDispatchData>, botId);
}

function withoutContent(message: Partial<GatewayMessageCreateDispatchData>, botId: string): unknown {
  if (message.author?.id === botId || message.mentions?.some((user) => user.id === botId)) return message;
  const { referenced_message: referenced } = message;
  return {
    ...message,
    content: '',
    attachments: [],
    embeds: [],
    components: [],
    ...(referenced ? { referenced_message: withoutContent(referenced, botId) } : {}),
  };
}
