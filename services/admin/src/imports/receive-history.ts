import { isSnowflake } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Admin } from '../changes/admin.js';
import type { Asker, Received } from '../changes/change.js';
import { mustAdminister } from '../http/ids.js';
import { settingsNow } from '../resources/settings-now.js';
import { collectHistory } from './collect-history.js';
import type { HistoryPlace } from './history-facts.js';
import { jsonValues } from './json-values.js';
import { measure } from './receive-members.js';

const PATHS = ['$.guild', '$.channel', '$.messages.*'];

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
  let reading: ReturnType<typeof collectHistory> | undefined;
  for await (const { key, value } of jsonValues(chunks, PATHS)) {
    if (key === 'guild' || key === 'channel') {
      found[key] = value;
      continue;
    }
    if (!reading) {
      const place = placeOf(found);
      mustAdminister(asker, place.guildId);
      reading = collectHistory(admin, { importId, place, now, settings });
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
