import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** What is sent to PostgreSQL at once, and how many answers it brings. */
export interface Sent {
  readonly bytes: Buffer;
  /** How often PostgreSQL says that it is ready for more. */
  readonly answers: number;
  /** The entry of the log to which it moves the position; `null` when it moves none. */
  readonly sequence: number | null;
}

/** What a service sends to PostgreSQL as the owner of its tables, read as it grows. */
export interface Recording {
  /** What was added since the last call, a transaction at a time. */
  more(): Sent[];
}

const LOCK = 'pg_advisory_lock';
/** Messages of PostgreSQL's protocol, version 3, that matter here. */
const PASSWORD = 'p';
const QUERY = 'Q';
const BIND = 'B';
const SYNC = 'S';
const TERMINATE = 'X';

/** @param prefix the files' path without their number; see `sql-recorder` */
export function openRecording(prefix: string): Recording {
  const file = ownersFile(prefix);
  let at = 0;
  let isStarted = false;
  return {
    more() {
      const bytes = readFrom(file, at);
      let from = 0;
      if (!isStarted && bytes.length > 4) {
        // The first message of a connection has no type.
        from = bytes.readInt32BE(0);
        isStarted = true;
      }
      const { sent, end } = transactions(bytes, from);
      at += end;
      return sent;
    },
  };
}

function ownersFile(prefix: string): string {
  for (let n = 0; existsSync(`${prefix}${n}`); n++) {
    if (readFileSync(`${prefix}${n}`).includes(LOCK)) return `${prefix}${n}`;
  }
  throw new Error(`No connection in ${prefix}* took the lock of an owner.`);
}

function readFrom(path: string, position: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(fstatSync(file).size - position);
    readSync(file, bytes, 0, bytes.length, position);
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** Cuts messages into what is sent at once: from `begin` to `commit`, and alone what stands outside of a transaction. */
function transactions(bytes: Buffer, from: number): { sent: Sent[]; end: number } {
  const sent: Sent[] = [];
  let [start, answers, isInside] = [from, 0, false];
  let sequence: number | null = null;
  let at = from;
  while (at + 5 <= bytes.length) {
    const type = String.fromCharCode(bytes[at] as number);
    const end = at + 1 + bytes.readInt32BE(at + 1);
    if (end > bytes.length) break;
    const text = type === QUERY ? bytes.toString('utf8', at + 5, end - 1) : '';
    if (type === QUERY || type === SYNC) answers += 1;
    if (type === BIND) sequence ??= movedTo(bytes.subarray(at + 5, end));
    if (text === 'begin') isInside = true;
    if (text === 'commit' || text === 'rollback') isInside = false;
    at = end;
    if (type === PASSWORD || type === TERMINATE) start = at;
    else if (!isInside && answers > 0) {
      sent.push({ bytes: bytes.subarray(start, at), answers, sequence });
      [start, answers, sequence] = [at, 0, null];
    }
  }
  return { sent, end: start };
}

/** The second value of the statement that moves a position: see `movePosition` of the store. */
function movedTo(bind: Buffer): number | null {
  const nameAt = bind.indexOf(0) + 1;
  const nameEnd = bind.indexOf(0, nameAt);
  if (!bind.toString('latin1', nameAt, nameEnd).startsWith('move ')) return null;
  let at = nameEnd + 1;
  at += 2 + 2 * bind.readInt16BE(at) + 2;
  at += 4 + bind.readInt32BE(at);
  return Number(bind.toString('latin1', at + 4, at + 4 + bind.readInt32BE(at)));
}
