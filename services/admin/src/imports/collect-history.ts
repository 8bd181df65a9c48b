import {
  encodeFact,
  encodeFrame,
  type FactJson,
  FRAME_MAX_BYTES,
  FRAME_MAX_FACTS,
  type HistoryReport,
  type SettingValues,
  settingValue,
} from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { knownFacts } from '@synapse/store';
import { LRUCache } from 'lru-cache';
import type { Admin } from '../changes/admin.js';
import { createHistoryReader, type HistoryItem, type HistoryPlace } from './history-facts.js';
import { BAD_ROWS_LISTED } from './receive-members.js';

const DAY_MS = 86_400_000;
/** Messages whose authors are remembered, for replies to them. */
const AUTHORS = 50_000;

type Fact = FactJson<'message_create'>;
type Named = Extract<HistoryItem, { fact: Fact }>;

interface Reading {
  importId: number;
  place: HistoryPlace;
  now: number;
  settings: SettingValues;
}

/** Collects messages into frames, and counts what they will come to. */
export function collectHistory({ prisma, db }: Admin, { importId, place, now, settings }: Reading) {
  const reader = createHistoryReader(place, now, new LRUCache<string, string>({ max: AUTHORS }));
  const days = settingValue(settings, 'event_lake_retention_days', BigInt(place.guildId));
  const isKept = settingValue(settings, 'event_lake.source.message_create.enabled', BigInt(place.guildId));
  const members = new Set<string>();
  const report: HistoryReport = {
    guild_id: place.guildId,
    channel_id: place.channelId,
    messages: 0,
    facts: 0,
    known: 0,
    laid: 0,
    too_old: 0,
    members: 0,
    from: null,
    until: null,
    skipped: { bot: 0, system: 0 },
    bad: 0,
    bad_rows: [],
  };
  let frames = 0;
  let waiting: Named[] = [];
  let bytes = 0;

  async function write(): Promise<void> {
    if (waiting.length === 0) return;
    const facts = waiting;
    [waiting, bytes] = [[], 0];
    const known = await knownFacts(db, {
      facts: facts.map(({ fact }) => fact.id),
      members: [...new Set(facts.map(({ fact }) => BigInt(fact.user_id ?? 0)))],
    });
    report.facts += facts.length;
    report.known += facts.filter(({ fact }) => known.judged.has(fact.id)).length;
    const isYoung = ({ at }: Fact) => now - Date.parse(at) <= days * DAY_MS;
    report.laid += isKept ? facts.filter(({ fact }) => isYoung(fact) && !known.laid.has(fact.id)).length : 0;
    report.too_old += facts.filter(({ fact }) => !isYoung(fact)).length;
    for (const { fact } of facts) members.add(fact.user_id ?? '');
    report.members = members.size;
    report.from ??= facts[0]?.fact.at ?? null;
    report.until = facts.at(-1)?.fact.at ?? null;
    // What is known of a member is newer than the file.
    const lines = facts.map(({ fact, name, avatar }) =>
      encodeFact(known.members.has(BigInt(fact.user_id ?? 0)) ? fact : { ...fact, actor: { name, avatar } }),
    );
    frames += 1;
    const body = encodeFrame(`history:${importId}:${frames}`, lines);
    await prisma.historyFrame.create({ data: { importId, number: frames, body: new Uint8Array(body) } });
  }

  return {
    async take(value: unknown): Promise<void> {
      report.messages += 1;
      const item = reader(value);
      if ('bad' in item) {
        report.bad += 1;
        if (report.bad_rows.length < BAD_ROWS_LISTED) {
          report.bad_rows.push({ line: report.messages, reason: item.bad });
        }
        return;
      }
      if ('skipped' in item) {
        report.skipped[item.skipped] += 1;
        return;
      }
      const length = encodeFact({ ...item.fact, actor: { name: item.name, avatar: item.avatar } }).length * 3;
      if (waiting.length === FRAME_MAX_FACTS || bytes + length > FRAME_MAX_BYTES) await write();
      waiting.push(item);
      bytes += length;
    },
    async end(): Promise<{ report: HistoryReport; frames: number }> {
      await write();
      if (report.facts === 0) {
        throw new HttpProblem(422, `The file holds no message of a member; ${report.bad} cannot be read.`);
      }
      return { report, frames };
    },
  };
}
