import { setBigint, setInt, setTime, viewOf } from './binary-values.js';

/**
 * Rows in PostgreSQL's binary format of COPY, cut into messages of its protocol as they are to be sent. Formats: "Binary
 * Format" in the documentation of `COPY`, "Message Formats" in that of the protocol.
 */
export interface CopyRows {
  /** Begins a row; all its columns follow, in their order. */
  row(): void;
  /** @throws RangeError */
  bigint(value: bigint | null): void;
  /** @throws RangeError */
  int(value: number | null): void;
  /** @param value milliseconds since the Unix epoch @throws RangeError */
  time(value: number): void;
  text(value: string | null): void;
  /** @param value as JSON */
  jsonb(value: string): void;
  /** The messages. Nothing may be added after it. */
  end(): Buffer[];
}

/** So many rows are sent by COPY rather than inserted: for a few, preparing it would cost more than it spares. */
export const MANY_ROWS = 32;

/** A message is about so large: what it is written into need not be moved as it grows. */
const MESSAGE_BYTES = 64 * 1_024;
const HEAD_BYTES = 5;
const LENGTH_BYTES = 4;
const COPY_DATA = 'd'.charCodeAt(0);
const COPY_DONE = Buffer.from('c\0\0\0\x04', 'latin1');
/** Signature, no flags, no extension. */
const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const MOST_BYTES_A_CHARACTER = 3;
const JSONB_VERSION = 1;

/** @param columns how many each row has */
export function createCopyRows(columns: number): CopyRows {
  const messages: Buffer[] = [];
  let buffer = begin(COPY_HEADER.length);
  let view = viewOf(buffer);
  let at = HEAD_BYTES + COPY_HEADER.copy(buffer, HEAD_BYTES);

  function finish(): void {
    view.setInt32(1, at - 1);
    messages.push(buffer.subarray(0, at));
  }

  function need(bytes: number): void {
    if (at + bytes <= buffer.length) return;
    finish();
    buffer = begin(bytes);
    view = viewOf(buffer);
    at = HEAD_BYTES;
  }

  function missing(): void {
    need(LENGTH_BYTES);
    view.setInt32(at, -1);
    at += LENGTH_BYTES;
  }

  function fixed<T>(
    size: number,
    value: T | null,
    set: (view: DataView, at: number, value: T) => void,
  ): void {
    if (value === null) {
      missing();
      return;
    }
    need(LENGTH_BYTES + size);
    view.setInt32(at, size);
    at += LENGTH_BYTES;
    set(view, at, value);
    at += size;
  }

  function written(value: string, prefixed: 0 | 1): void {
    need(LENGTH_BYTES + prefixed + value.length * MOST_BYTES_A_CHARACTER);
    const start = at + LENGTH_BYTES;
    if (prefixed === 1) buffer[start] = JSONB_VERSION;
    const from = start + prefixed;
    const size = writeShortAscii(buffer, value, from) || buffer.write(value, from);
    view.setInt32(at, prefixed + size);
    at = from + size;
  }

  return {
    row() {
      need(2);
      view.setInt16(at, columns);
      at += 2;
    },
    bigint: (value) => fixed(8, value, setBigint),
    int: (value) => fixed(4, value, setInt),
    time: (value) => fixed(8, value, setTime),
    text(value) {
      if (value === null) missing();
      else written(value, 0);
    },
    jsonb: (value) => written(value, 1),
    end() {
      need(2);
      view.setInt16(at, -1);
      at += 2;
      finish();
      return [...messages, COPY_DONE];
    },
  };
}

/** Those of messages that were sent: made anew for each batch, they would have the collector go through the whole heap. */
const free: Buffer[] = [];
const MOST_FREE = 64;

/** Takes back messages of which nobody needs anything any more. */
export function reuse(messages: readonly Buffer[]): void {
  for (const { buffer } of messages) {
    if (buffer.byteLength === MESSAGE_BYTES && free.length < MOST_FREE) free.push(Buffer.from(buffer));
  }
}

function begin(bytes: number): Buffer {
  const size = HEAD_BYTES + bytes;
  const buffer =
    (size <= MESSAGE_BYTES ? free.pop() : undefined) ?? Buffer.allocUnsafeSlow(Math.max(MESSAGE_BYTES, size));
  buffer[0] = COPY_DATA;
  return buffer;
}

/** A call of `write` costs more than so many characters one by one. */
const SHORT = 48;

/** @returns the bytes it took; 0 when it is not short or not ASCII */
function writeShortAscii(buffer: Buffer, value: string, at: number): number {
  const { length } = value;
  if (length > SHORT) return 0;
  for (let index = 0; index < length; index += 1) {
    const code = value.charCodeAt(index);
    if (code > 0x7f) return 0;
    buffer[at + index] = code;
  }
  return length;
}
