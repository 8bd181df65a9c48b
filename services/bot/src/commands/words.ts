import { type CommandAnswer, REFUSALS, type Refusal } from '@synapse/contracts';
import { escapeMarkdown } from 'discord.js';
import { Refused } from '../interactions/refused.js';

/** `12345` as `12,345`. */
export const figure = (value: number): string => value.toLocaleString('en-US');

/** `12` with its sign. */
export const delta = (value: number): string => (value > 0 ? `+${figure(value)}` : figure(value));

/** A name that somebody chose, without an effect on the message it stands in. */
export const plain = (name: string): string => escapeMarkdown(name).replaceAll('@', '@\u200b');

/** A moment as Discord shows it, in the reader's own time. @param style `R` is how long ago */
export const moment = (iso: string, style: 'R' | 'f' | 'D' = 'R'): string =>
  `<t:${Math.floor(Date.parse(iso) / 1000)}:${style}>`;

export const ACCENT = 0x5b4be0;

export const RARITY_COLOURS: Record<string, number> = {
  common: 0x8d97ac,
  uncommon: 0x0c8f7e,
  rare: 0x3b82f6,
  epic: 0xa855f7,
  legendary: 0xf6c445,
};

/** Why a member’s own command had no effect, to that member. */
const FOR_MEMBERS: Partial<Record<Refusal, string>> = {
  insufficient_gold: 'You do not have enough gold for this yet.',
  unknown_member: 'Nothing is known of you yet: take part a little, then try again.',
  unknown_quest: 'There is no such quest. Pick one from the list while you type.',
  wrong_state: 'This quest is not in a state that allows this: see `/quests list`.',
  not_claimer: 'Somebody else claimed this quest.',
  bad_github_name: 'GitHub has no names of this form: up to 39 letters, digits and single hyphens.',
  nothing_to_do: 'That is how it is already.',
};

/** The result of a command of a member’s own, or `null` when it is still to come. @throws Refused */
export function resultOf(outcome: CommandAnswer): Record<string, unknown> | null {
  if (outcome.status === 'pending') return null;
  if (outcome.status === 'applied') return outcome.result ?? {};
  const reason = outcome.reason ?? 'wrong_state';
  throw new Refused(FOR_MEMBERS[reason] ?? REFUSALS[reason]);
}

export const PENDING = 'It is noted, and will be done as soon as the service behind this is back.';
