import type { DiscordSimulator } from '@synapse/testkit';
import type { Claim } from './obligations.js';

/** Knows what Discord owes by its own log: what was sent to a client that was there, and what can be had by resuming. */
export interface Claims {
  /**
   * Every session of this moment has ended for good. What it said after `receivedUntil` (milliseconds since 1970) may have
   * reached nobody, and nobody can ask for it again.
   */
  sessionsEnded(receivedUntil: number): void;
  all(): Claim[];
}

export function watchClaims({ log }: Pick<DiscordSimulator, 'log'>): Claims {
  const receivedUntil = new Map<string, number>();
  return {
    sessionsEnded(until) {
      for (const { session } of log) {
        if (!receivedUntil.has(session)) receivedUntil.set(session, until);
      }
    },
    all: () =>
      log.map((owed) => ({ owed, isExcused: owed.at > (receivedUntil.get(owed.session) ?? Infinity) })),
  };
}
