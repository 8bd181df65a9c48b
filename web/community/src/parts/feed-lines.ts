import type { Overview, RewardEvent } from '@synapse/contracts';
import { change } from '@synapse/web-kit';

/** An event that is told of somebody. */
export type Told = Extract<RewardEvent, { member: unknown }>;
export const isTold = (event: RewardEvent): event is Told => 'member' in event && !event.silent;

export const DEEDS = {
  MESSAGE: 'wrote a message',
  REACTION_GIVEN: 'gave a reaction',
  REACTION_RECEIVED: 'got a reaction',
  THREAD_CREATE: 'opened a thread',
  VOICE_TICK: 'spent time in voice',
  QUEST_COMPLETE: 'completed a quest',
  MANUAL_AWARD: 'received an award',
  LEVEL_UP: 'reached a level',
  ACHIEVEMENT_EARNED: 'earned an achievement',
} as Readonly<Record<string, string>>;

/** What happened, as the rest of a sentence that begins with the member's name. */
export function deedOf(event: Told): string {
  if (event.kind === 'level_reached') return `reached level ${event.level}`;
  if (event.kind === 'achievement_earned') return `earned “${event.name}”`;
  if (event.kind === 'achievement_revoked') return `no longer has “${event.name}”`;
  if (event.kind === 'quest_changed') return questDeed(event);
  return ('interaction' in event && DEEDS[event.interaction]) || 'earned a reward';
}

const questDeed = ({ status, title }: Extract<Told, { kind: 'quest_changed' }>) =>
  ({ claimed: `took on “${title}”`, complete: `completed “${title}”`, open: `gave back “${title}”` })[status];

/** What it brought, each figure for itself. */
export function gainsOf(event: Told, { primary, secondary }: Overview['currency']): string[] {
  const xp = 'xp' in event && event.xp !== 0 ? `${change(event.xp)} ${primary}` : '';
  const gold = 'gold' in event && event.gold !== 0 ? `${change(event.gold)} ${secondary}` : '';
  return [xp, gold].filter(Boolean);
}

/** What is more than the daily round. */
export const isFeat = ({ kind }: Told): boolean => kind !== 'granted' && kind !== 'achievement_revoked';

/** What happened since the last digest, in a sentence or some, for who listens. */
export function digest(events: readonly Told[]): string {
  const feats = events.filter(isFeat);
  const rest = events.length - feats.length;
  const said = feats.slice(-5).map((event) => `${event.member.name} ${deedOf(event)}.`);
  if (rest > 0) said.push(rest === 1 ? 'One reward was earned.' : `${rest} rewards were earned.`);
  return said.join(' ');
}
