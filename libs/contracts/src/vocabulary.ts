/** What happened on Discord and is kept in the event lake, judged by nobody. */
export const LAKE_EVENT_TYPES = [
  'message_create',
  'reaction_add',
  'reaction_remove',
  'thread_create',
  'voice_join',
  'voice_leave',
  'voice_move',
  'voice_tick',
  'member_join',
  'member_leave',
] as const;
export type LakeEventType = (typeof LAKE_EVENT_TYPES)[number];

/** Facts that travel in the log but are nobody's activity: they never reach the lake. */
export const STRUCTURE_FACT_TYPES = ['guild_structure', 'gateway_gap'] as const;
export type StructureFactType = (typeof STRUCTURE_FACT_TYPES)[number];

export type FactType = LakeEventType | StructureFactType;

/** What was rewarded: the `event_type` of a journal row. The last two are reserved and have no rows. */
export const INTERACTION_TYPES = [
  'MESSAGE',
  'REACTION_GIVEN',
  'REACTION_RECEIVED',
  'THREAD_CREATE',
  'VOICE_TICK',
  'QUEST_COMPLETE',
  'MANUAL_AWARD',
  'LEVEL_UP',
  'ACHIEVEMENT_EARNED',
  'VOICE_JOIN',
  'VOICE_LEAVE',
] as const;
export type InteractionType = (typeof INTERACTION_TYPES)[number];

/** The five figures that count what a member did. */
export const COUNTERS = [
  'messages_sent',
  'reactions_given',
  'reactions_received',
  'threads_created',
  'voice_minutes',
] as const;
export type Counter = (typeof COUNTERS)[number];

/** How far a quest is. */
export const QUEST_STATUSES = ['open', 'claimed', 'complete'] as const;
export type QuestStatus = (typeof QUEST_STATUSES)[number];

/** Which system of ids a journal row's source belongs to. */
export const SOURCE_SYSTEMS = ['discord', 'command'] as const;
export type SourceSystem = (typeof SOURCE_SYSTEMS)[number];

/** `action_type` of an audit row. */
export const ADMIN_ACTION_TYPES = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'SEASON_ROLL',
  'MANUAL_AWARD',
  'MANUAL_REVOKE',
  'IMPORT',
  'WHAT_IF_APPLY',
  'WHAT_IF_UNDO',
] as const;
export type AdminActionType = (typeof ADMIN_ACTION_TYPES)[number];

/** Why a judged fact paid nothing: the stable code in the journal row. */
export const DENIALS = [
  'cooldown',
  'self_reaction',
  'repeat_reaction',
  'old_message',
  'pair_cap',
  'voice_cap',
  'daily_cap',
  'late',
  'out_of_range',
] as const;
export type Denial = (typeof DENIALS)[number];

/** Why an entry or a fact could not be read: the stable code of a dead letter. */
export const DEAD_LETTER_REASONS = {
  not_json: 'The bytes are not JSON.',
  bad_shape: 'A field is missing or has the wrong type.',
  bad_id: 'An id is not a positive 63-bit integer in a string.',
  bad_time: 'The time is unreadable, not between 2015 and 9999, or more than five minutes after its receipt.',
  bad_text: 'A text holds a NUL character or half a surrogate pair, which PostgreSQL refuses.',
  unknown_type: 'No fact or command of this type exists in this version.',
  impossible: 'The fact or command is readable, but applying it failed three times.',
} as const;
export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS;
