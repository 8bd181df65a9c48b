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
export function factLines(body: Uint8Array): Buffer[] | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const [header, ...lines] = splitLines(bytes);
  const version = header && headerVersion(header);
  if (version === null || version === undefined) return null;
  if (version > FRAME_VERSION) throw new FutureVersionError('A frame in the log', version, FRAME_VERSION);
  return lines;
}

/** The bytes of a frame's first fact; none when it has none. */
export function firstFactLine(body: Uint8Array): Uint8Array {
  const from = body.indexOf(NEWLINE) + 1;
  const end = body.indexOf(NEWLINE, from);
  return from === 0 ? body.subarray(0, 0) : body.subarray(from, end === -1 ? undefined : end);
}

function headerVersion(line: Buffer): number | null {
  try {
    const header = JSON.parse(line.toString('utf8')) as Partial<FrameHeader> | null;
    const version = header?.v;
    return Number.isSafeInteger(version) && (version as number) >= 1 ? (version as number) : null;
  } catch {
    return null;
  }
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  if (from < bytes.length) lines.push(bytes.subarray(from));
  return lines;
}
