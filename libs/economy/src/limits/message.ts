import type { Fact } from '@synapse/contracts';
import type { JournalRow } from '../journal.js';
import type { Rules } from '../rules.js';
import { denied, isPaid } from './verdict.js';
import { type Keys, timeIn, type WindowMove, type Windows } from './windows.js';

type Message = Fact<'message_create'>;

/** `cooldown`: too soon after the member's last paid message in that channel, or older than it. */
export function limitMessage(
  rules: Rules,
  windows: Windows,
  keys: Keys,
  fact: Message,
  row: JournalRow,
): JournalRow {
  const last = timeIn(windows, keys.cooldown(fact.userId, fact.channelId));
  const over = last === null ? 0 : last + rules.setting('cooldown_seconds', fact.guildId) * 1000;
  if (last === null || (fact.at >= last && fact.at >= over)) return row;
  return denied(row, 'cooldown', { left_seconds: Math.ceil((over - fact.at) / 1000) });
}

export function messageMoves(
  rules: Rules,
  keys: Keys,
  { userId, channelId, guildId, at }: Message,
  rows: readonly JournalRow[],
): WindowMove[] {
  if (!rows.some(isPaid)) return [];
  const lastAt = at + rules.setting('cooldown_seconds', guildId) * 1000;
  return [{ key: keys.cooldown(userId, channelId), value: at, lastAt }];
}
