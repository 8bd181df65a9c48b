import type { Payload } from '@synapse/contracts';
import type { Factor } from './journal.js';
import type { Rules } from './rules.js';

type Message = Payload<'message_create'>;

/**
 * What a message's form makes of its XP (rules of the economy, section 3.3): factors in their order, each named, and
 * the floor if their product lies below it. All comparisons are strict.
 */
export function quality(message: Message, rules: Rules, guildId: bigint): Factor[] {
  const value = <K extends Parameters<Rules['setting']>[0]>(key: K) => rules.setting(key, guildId);
  const factors: Factor[] = [];
  if (message.length > value('quality_length_long')) {
    factors.push(['long', value('quality_multiplier_long')]);
  } else if (message.length > value('quality_length_medium')) {
    factors.push(['medium', value('quality_multiplier_medium')]);
  }
  if (message.has_code_block) factors.push(['code_block', value('quality_multiplier_code')]);
  if (message.has_link) factors.push(['link', value('quality_multiplier_link')]);
  if (message.has_attachment) factors.push(['attachment', value('quality_multiplier_attachment')]);
  if (message.emoji_count > value('quality_emoji_spam_threshold')) {
    factors.push(['emoji_spam', value('quality_penalty_emoji_spam')]);
  }
  const floor = value('quality_floor');
  return product(factors) < floor ? [['quality_floor', floor]] : factors;
}

/** Multiplied left to right, as IEEE doubles. */
export const product = (factors: readonly Factor[]): number =>
  factors.reduce((result, [, value]) => result * value, 1);
