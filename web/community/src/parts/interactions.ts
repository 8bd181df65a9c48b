import type { JournalEntry } from '@synapse/contracts';

/** What is judged, as the journal and the charts call it. */
export const INTERACTIONS: Record<JournalEntry['interaction'], string> = {
  MESSAGE: 'Message',
  REACTION_GIVEN: 'Reaction given',
  REACTION_RECEIVED: 'Reaction received',
  THREAD_CREATE: 'Thread',
  VOICE_TICK: 'Voice',
  QUEST_COMPLETE: 'Quest',
  MANUAL_AWARD: 'Award',
  LEVEL_UP: 'Level-up',
  ACHIEVEMENT_EARNED: 'Achievement',
  VOICE_JOIN: 'Joined voice',
  VOICE_LEAVE: 'Left voice',
};
