import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AttachmentBuilder } from 'discord.js';

const unpack = promisify(gunzip);

/** As many as a message could hold; each comes in a message of its own, since the limit of a request is lower. */
export const MOST_FILES = 10;

/**
 * A packed document as files of at most `limit` bytes: as it is where that is possible, else packed, else cut.
 * @throws when it is damaged
 */
export async function exportFiles(packed: Buffer, limit: number): Promise<AttachmentBuilder[]> {
  const whole = await unpack(packed, { maxOutputLength: limit }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  });
  if (whole) return [new AttachmentBuilder(whole, { name: 'synapse.json' })];
  if (packed.length <= limit) return [new AttachmentBuilder(packed, { name: 'synapse.json.gz' })];
  return Array.from({ length: Math.ceil(packed.length / limit) }, (_, index) => {
    const part = packed.subarray(index * limit, (index + 1) * limit);
    return new AttachmentBuilder(part, { name: `synapse.json.gz.${String(index + 1).padStart(3, '0')}` });
  });
}
