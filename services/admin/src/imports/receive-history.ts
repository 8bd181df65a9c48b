import {
  encodeFact,
  encodeFrame,
  type FactJson,
  FRAME_MAX_BYTES,
  FRAME_MAX_FACTS,
  type HistoryReport,
  isSnowflake,
  type SettingValues,
  settingValue,
} from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { knownFacts } from '@synapse/store';
import { LRUCache } from 'lru-cache';
import type { Admin } from '../changes/admin.js';
import type { Asker, Received } from '../changes/change.js';
import { mustAdminister } from '../http/ids.js';
import { settingsNow } from '../resources/settings-now.js';
import { createHistoryReader, type HistoryItem, type HistoryPlace } from './history-facts.js';
import { jsonValues } from './json-values.js';
import { BAD_ROWS_LISTED, measure } from './receive-members.js';

const DAY_MS = 86_400_000;
/** Messages whose authors are remembered, for replies to them. */
const AUTHORS = 50_000;
const PATHS = ['$.guild', '$.channel', '$.messages.*'];

type Fact = FactJson<'message_create'>;
type Named = Extract<HistoryItem, { fact: Fact }>;

/**
 * Reads an export of DiscordChatExporter into frames of facts that wait, as it comes: whatever is applied later is what was
 * read, and no text of anybody is kept.
 * @throws HttpProblem 422 when it is none, or holds nothing; 403 when the guild is not the asker's
 */
export async function receiveHistory(
  admin: Admin,
  chunks: AsyncIterable<Uint8Array>,
  { name }: { name?: string },
  asker: Asker,
): Promise<Received> {
  const { prisma } = admin;
  const { id } = await prisma.historyImport.create({
    data: { digest: '', state: 'reading', createdBy: asker.actor, fileName: name ?? null },
  });
  const discard = () => prisma.historyImport.deleteMany({ where: { id, state: 'reading' } });
  try {
    const measured = measure(chunks);
    const { report, frames } = await read(admin, id, measured.chunks, asker);
    const { digest, bytes } = measured.end();
    const guildId = BigInt(report.guild_id);
    await prisma.historyImport.update({ where: { id }, data: { digest, bytes, guildId, report, frames } });
    return { input: { digest }, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function read(admin: Admin, importId: number, chunks: AsyncIterable<Uint8Array>, asker: Asker) {
  const now = Date.now();
  const settings = await settingsNow(admin.prisma);
  const found: { guild?: unknown; channel?: unknown } = {};
  let reading: ReturnType<typeof createReading> | undefined;
  for await (const { key, value } of jsonValues(chunks, PATHS)) {
    if (key === 'guild' || key === 'channel') {
      found[key] = value;
      continue;
    }
    if (!reading) {
      const place = placeOf(found);
      mustAdminister(asker, place.guildId);
      reading = createReading(admin, { importId, place, now, settings });
    }
    await reading.take(value);
  }
  if (!reading) throw new HttpProblem(422, 'The file holds no message as DiscordChatExporter writes them.');
  return reading.end();
}

/** @throws HttpProblem 422 when guild or channel are missing, or do not stand before the messages */
function placeOf({ guild, channel }: { guild?: unknown; channel?: unknown }): HistoryPlace {
  const { id: guildId } = (guild ?? {}) as { id?: unknown };
  const { id: channelId, type, categoryId } = (channel ?? {}) as Record<string, unknown>;
  if (!isSnowflake(guildId) || guildId === '0' || !isSnowflake(channelId)) {
    throw new HttpProblem(
      422,
      'The file names no guild and channel, as the JSON of DiscordChatExporter does.',
    );
  }
  const isThread = typeof type === 'string' && type.includes('Thread');
  return { guildId, channelId, parentId: isThread && isSnowflake(categoryId) ? categoryId : null };
}

interface Reading {
  importId: number;
  place: HistoryPlace;
  now: number;
  settings: SettingValues;
}

/** Collects messages into frames, and counts what they will come to. */
function createReading({ prisma, db }: Admin, { importId, place, now, settings }: Reading) {
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
