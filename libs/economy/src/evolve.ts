import type { Counter, InteractionType } from '@synapse/contracts';
import type { JournalRow } from './journal.js';
import type { Member } from './member.js';

const COUNTED: Partial<Record<InteractionType, Counter>> = {
  MESSAGE: 'messages_sent',
  REACTION_GIVEN: 'reactions_given',
  REACTION_RECEIVED: 'reactions_received',
  THREAD_CREATE: 'threads_created',
};

/** The member after a journal row. Reads nothing but the row, so that the journal alone gives every figure back. */
export function evolve(member: Member, row: JournalRow): Member {
  const { reasons } = row;
  const counter = COUNTED[row.interaction];
  return {
    ...member,
    xp: member.xp + row.xpDelta,
    stars: member.stars + row.starDelta,
    gold: member.gold + (reasons.gold_delta ?? 0),
    level: Math.max(member.level, reasons.level ?? 1),
    voice_minutes: member.voice_minutes + (reasons.denial ? 0 : (reasons.minutes ?? 0)),
    ...(counter && { [counter]: member[counter] + 1 }),
    updatedAt: row.at,
  };
}
