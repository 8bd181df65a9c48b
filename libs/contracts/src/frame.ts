/** A frame holds at most this many facts. */
export const FRAME_MAX_FACTS = 500;
/** A frame's facts take at most this many bytes, unless one fact alone is larger. */
export const FRAME_MAX_BYTES = 256 * 1024;
/** The version this code writes and the newest it reads. */
export const FRAME_VERSION = 1;

const NEWLINE = 0x0a;

/** What stands in the first line of a frame. */
export interface FrameHeader {
  v: number;
  id: string;
}

/** An entry that a later version wrote: the reader must wait to be upgraded, never skip it. */
export class FutureVersionError extends Error {
  override name = 'FutureVersionError';
  constructor(what: string, found: unknown, supported: number) {
    super(
      `${what} has version ${String(found)}; this build reads up to ${supported}. Upgrade this service, it will continue where it stands.`,
    );
  }
}

/**
 * Encodes a frame: one line of header, then one line a fact. Lines let a reader keep the exact bytes of one unreadable
 * fact while its neighbours are read.
 * @param factLines facts, each already encoded as JSON
 */
export function encodeFrame(id: string, factLines: readonly string[]): Buffer {
  const header = JSON.stringify({ v: FRAME_VERSION, id } satisfies FrameHeader);
  return Buffer.from([header, ...factLines].join('\n'), 'utf8');
}

/**
 * The bytes of each fact of a frame, in order, or `null` when the header is unreadable, so that the frame as a whole is.
 * @throws FutureVersionError when the frame is of a later version
 */
export const factLines = (body: Uint8Array): Buffer[] | null =>
  factsOf(body, (bytes, from, to) => bytes.subarray(from, to));

/** The same as text, without a Buffer for each. @throws FutureVersionError */
export const factTexts = (body: Uint8Array): string[] | null =>
  factsOf(body, (bytes, from, to) => bytes.toString('utf8', from, to));

function factsOf<T>(body: Uint8Array, read: (bytes: Buffer, from: number, to: number) => T): T[] | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const headerEnd = lineEnd(bytes, 0);
  const version = headerVersion(bytes.toString('utf8', 0, headerEnd));
  if (version === null) return null;
  if (version > FRAME_VERSION) throw new FutureVersionError('A frame in the log', version, FRAME_VERSION);
  const facts: T[] = [];
  for (let from = headerEnd + 1; from < bytes.length; ) {
    const to = lineEnd(bytes, from);
    facts.push(read(bytes, from, to));
    from = to + 1;
  }
  return facts;
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  return end === -1 ? bytes.length : end;
}

/** The bytes of a frame's first fact; none when it has none. */
export function firstFactLine(body: Uint8Array): Uint8Array {
  const from = body.indexOf(NEWLINE) + 1;
  const end = body.indexOf(NEWLINE, from);
  return from === 0 ? body.subarray(0, 0) : body.subarray(from, end === -1 ? undefined : end);
}

function headerVersion(line: string): number | null {
  try {
    const header = JSON.parse(line) as Partial<FrameHeader> | null;
    const version = header?.v;
    return Number.isSafeInteger(version) && (version as number) >= 1 ? (version as number) : null;
  } catch {
    return null;
  }
}
