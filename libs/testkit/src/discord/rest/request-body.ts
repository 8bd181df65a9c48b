import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { SentFile } from './deed.js';

export interface RequestBody {
  /** The document; of a form its `payload_json`. */
  json: unknown;
  files: SentFile[];
}

/** Reads a body of JSON, or a form with a document and files as Discord takes it. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const bytes = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return { json: parsed(bytes.toString('utf8')), files: [] };
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files: SentFile[] = [];
  for (const [, value] of form) {
    if (typeof value === 'string') continue;
    files.push({ name: value.name, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { json: parsed(String(form.get('payload_json') ?? '')), files };
}

function parsed(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return {};
  }
}
