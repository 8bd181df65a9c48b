import { DeliverPolicy } from '@nats-io/jetstream';
import { configSubject, decodeRuleSet, factsStreamName, type RuleSet } from '@synapse/contracts';
import type { Bus } from './connect.js';

/** The last config entry of the log, undecoded; `null` when there is none. */
export async function lastConfigEntry(
  bus: Bus,
  community: string,
): Promise<{ sequence: number; body: Uint8Array } | null> {
  const message = await bus.jsm.streams.getMessage(factsStreamName(community), {
    last_by_subj: configSubject(community),
  });
  return message ? { sequence: message.seq, body: message.data } : null;
}

export interface RuleSetFollower {
  onRuleSet: (ruleSet: RuleSet) => void;
  /** Called instead for a config entry that this build cannot read; the one before stays in force. */
  onUnreadable: (error: unknown) => void;
  signal: AbortSignal;
}

/** Calls back with the last config entry of the log, if there is one, then with each new one. Resolves when following. */
export async function followRuleSets(
  bus: Bus,
  community: string,
  { onRuleSet, onUnreadable, signal }: RuleSetFollower,
): Promise<void> {
  const consumer = await bus.js.consumers.get(factsStreamName(community), {
    deliver_policy: DeliverPolicy.LastPerSubject,
    filter_subjects: [configSubject(community)],
  });
  const messages = await consumer.consume({
    max_messages: 8,
    callback: ({ data }) => {
      try {
        onRuleSet(decodeRuleSet(data));
      } catch (error) {
        onUnreadable(error);
      }
    },
  });
  signal.addEventListener('abort', () => void messages.close(), { once: true });
}
