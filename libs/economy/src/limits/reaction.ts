import { type Fact, snowflakeTime } from '@synapse/contracts';
import type { JournalRow } from '../journal.js';
import type { Rules } from '../rules.js';
import { denied, isPaid, withStars, withXpAtMost } from './verdict.js';
import { DAY_MS, type Keys, sumIn, timesIn, type WindowMove, type Windows, within } from './windows.js';

type Reaction = Fact<'reaction_add'>;

/** The rules about reactions, in their order; the first that denies is the reason. */
export function limitReaction(
  rules: Rules,
  windows: Windows,
  keys: Keys,
  fact: Reaction,
  rows: readonly JournalRow[],
): JournalRow[] {
  const { message_id: message, emoji_name: emoji } = fact.payload;
  const onlyGiven = rows.slice(0, 1);
  if (fact.targetId === fact.userId) return onlyGiven.map((row) => denied(row, 'self_reaction'));
  if (windows.has(keys.repeat(fact.userId, message, emoji))) {
    return onlyGiven.map((row) => denied(row, 'repeat_reaction'));
  }
  const memoryMs = rules.setting('reaction_memory_days', fact.guildId) * DAY_MS;
  if (fact.at - snowflakeTime(message) > memoryMs) return rows.map((row) => denied(row, 'old_message'));
  if (fact.targetId !== null && isCapped(rules, windows, keys, fact, fact.targetId)) {
    return rows.map((row) => denied(row, 'pair_cap'));
  }
  return rows.map((row) =>
    row.interaction === 'REACTION_RECEIVED' ? limitReceived(rules, windows, keys, fact, row) : row,
  );
}

/** `pair_cap`: enough reactions from this reactor to this author were paid in the last 24 hours. */
function isCapped(rules: Rules, windows: Windows, keys: Keys, fact: Reaction, author: bigint): boolean {
  const paid = [fact.at, fact.at - DAY_MS].flatMap((at) =>
    timesIn(windows, keys.pair(fact.userId, author, at)),
  );
  return within(paid, fact.at, DAY_MS) >= rules.setting('max_reactions_per_pair_per_day', fact.guildId);
}

/** `same_message` and `crowd` limit the author's stars, `burst` the author's XP. */
function limitReceived(
  rules: Rules,
  windows: Windows,
  keys: Keys,
  fact: Reaction,
  row: JournalRow,
): JournalRow {
  const { message_id: message } = fact.payload;
  const known = reactorIn(windows, keys.reactor(fact.userId, message));
  const reactors = sumIn(windows, keys.crowd(message)) + (known ? 0 : 1);
  const threshold = rules.setting('crowd_threshold', fact.guildId);
  const stars = known?.paid
    ? withStars(row, 'same_message', 0)
    : withCrowd(row, known?.place ?? reactors, threshold);
  const age = fact.at - snowflakeTime(message);
  const isBurst = reactors > threshold && age < rules.setting('burst_window_seconds', fact.guildId) * 1000;
  return isBurst ? withXpAtMost(stars, rules.setting('xp_cap_reaction_burst', fact.guildId), 'burst') : stars;
}

/**
 * Beyond the threshold the message's total, in units of the base, is threshold + floor((k − threshold) / 2), k being the
 * reactor's place: every second reactor brings one unit, the others nothing.
 */
function withCrowd(row: JournalRow, place: number, threshold: number): JournalRow {
  const beyond = place - threshold;
  if (beyond <= 0) return row;
  return withStars(row, 'crowd', beyond % 2 === 0 ? 1 : 0);
}

export function reactionMoves(
  rules: Rules,
  windows: Windows,
  keys: Keys,
  fact: Reaction,
  rows: readonly JournalRow[],
): WindowMove[] {
  const { at, userId, targetId, guildId } = fact;
  const { message_id: message, emoji_name: emoji } = fact.payload;
  if (rows.some(({ reasons }) => reasons.denial === 'self_reaction' || reasons.denial === 'repeat_reaction'))
    return [];
  const [, received] = rows;
  const memoryMs = rules.setting('reaction_memory_days', guildId) * DAY_MS;
  const lastAt = Math.max(at, snowflakeTime(message) + memoryMs);
  const moves: WindowMove[] = [{ key: keys.repeat(userId, message, emoji), value: true, lastAt }];
  const reactorKey = keys.reactor(userId, message);
  const known = reactorIn(windows, reactorKey);
  const place = known?.place ?? sumIn(windows, keys.crowd(message)) + 1;
  const paid = known?.paid || (received !== undefined && isPaid(received));
  moves.push({ key: reactorKey, value: { place, paid }, lastAt });
  if (!known) moves.push({ key: keys.crowd(message), value: place, lastAt });
  if (targetId !== null && rows.some(isPaid)) {
    const pair = keys.pair(userId, targetId, at);
    moves.push({ key: pair, value: [...timesIn(windows, pair), at], lastAt: at + DAY_MS });
  }
  return moves;
}

function reactorIn(windows: Windows, key: string): { place: number; paid: boolean } | null {
  const value = windows.get(key)?.value;
  return typeof value === 'object' && 'place' in value ? value : null;
}
