import type { Fact } from '@synapse/contracts';
import type { JournalRow } from '../journal.js';
import type { Rules } from '../rules.js';
import { denied, isPaid } from './verdict.js';
import { HOUR_MS, type Keys, timesIn, type WindowMove, type Windows, within } from './windows.js';

type Tick = Fact<'voice_tick'>;

/** `voice_cap`: enough ticks of the member were paid in the last hour. */
export function limitVoiceTick(
  rules: Rules,
  windows: Windows,
  keys: Keys,
  fact: Tick,
  row: JournalRow,
): JournalRow {
  const paid = [fact.at, fact.at - HOUR_MS].flatMap((at) => timesIn(windows, keys.voice(fact.userId, at)));
  const most = rules.setting('voice_ticks_per_hour', fact.guildId);
  return within(paid, fact.at, HOUR_MS) >= most ? denied(row, 'voice_cap') : row;
}

export function voiceTickMoves(
  windows: Windows,
  keys: Keys,
  fact: Tick,
  rows: readonly JournalRow[],
): WindowMove[] {
  if (!rows.some(isPaid)) return [];
  const key = keys.voice(fact.userId, fact.at);
  return [{ key, value: [...timesIn(windows, key), fact.at], lastAt: fact.at + HOUR_MS }];
}
