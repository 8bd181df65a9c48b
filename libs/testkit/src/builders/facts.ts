import {
  DISCORD_EPOCH_MS,
  type FactJson,
  type FactType,
  type LakeEventType,
  type Payload,
} from '@synapse/contracts';

/** The moment at which built facts happen unless they say otherwise. */
export const A_MOMENT = '2026-01-02T03:04:05.000Z';

/** A message that was an hour old by then: its id tells when it was made. */
export const A_MESSAGE = String(BigInt(Date.parse(A_MOMENT) - 3_600_000 - DISCORD_EPOCH_MS) << 22n);

const PAYLOADS: { [T in LakeEventType]: Payload<T> } = {
  message_create: {
    length: 20,
    word_count: 4,
    has_code_block: false,
    has_link: false,
    has_attachment: false,
    attachment_count: 0,
    emoji_count: 0,
    is_reply: false,
    reply_to_user_id: null,
    parent_channel_id: null,
  },
  reaction_add: { emoji_name: '👍', message_id: A_MESSAGE, parent_channel_id: null },
  reaction_remove: { emoji_name: '👍', message_id: A_MESSAGE, parent_channel_id: null },
  thread_create: { name_length: 12, thread_id: '8001', parent_channel_id: '100' },
  voice_join: { self_mute: false, self_deaf: false, is_afk: false },
  voice_leave: { self_mute: false, self_deaf: false, is_afk: false, duration_seconds: 60 },
  voice_move: {
    self_mute: false,
    self_deaf: false,
    is_afk: false,
    from_channel_id: '200',
    to_channel_id: '201',
  },
  voice_tick: { tick_minutes: 10, member_count: 2, self_mute: false, self_deaf: false },
  member_join: { joined_at: A_MOMENT },
  member_leave: {},
};

/** A fact as it travels, with plausible contents; `change` replaces fields, `payload` fields of the payload. */
export function buildFact<T extends LakeEventType>(
  type: T,
  change: Partial<Omit<FactJson<T>, 'type' | 'payload'>> & { id: string },
  payload: Partial<Payload<T>> = {},
): FactJson {
  return {
    type: type as FactType,
    guild_id: '10',
    user_id: '1',
    channel_id: '100',
    target_id: null,
    at: A_MOMENT,
    received_at: A_MOMENT,
    ...change,
    payload: { ...PAYLOADS[type], ...payload },
  } as FactJson;
}
