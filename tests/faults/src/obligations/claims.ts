import type { DiscordSimulator } from '@synapse/testkit';
import { GatewayIntentBits } from 'discord-api-types/v10';
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

/** What the gateway's sessions ask for and no other's. */
export const OF_THE_GATEWAY: number = GatewayIntentBits.GuildMessages;

export function watchClaims({ log }: Pick<DiscordSimulator, 'log'>): Claims {
  const receivedUntil = new Map<string, number>();
  return {
    sessionsEnded(until) {
      for (const { session } of log) {
        if (!receivedUntil.has(session)) receivedUntil.set(session, until);
      }
    },
    all: () =>
      log
        .filter(({ intents }) => (intents & OF_THE_GATEWAY) !== 0)
        .map((owed) => ({ owed, isExcused: owed.at > (receivedUntil.get(owed.session) ?? Infinity) })),
  };
}
