import type { Socket } from 'node:net';
import { ownerConnection } from '@synapse/store';
import type { Sent } from './recording.js';

/** A connection that sends what was recorded, byte for byte, and reads no more of the answers than it must. */
export interface Replay {
  /** Sends one piece after the other, each when the one before is answered. @throws the first error of PostgreSQL */
  run(sent: readonly Sent[]): Promise<void>;
  close(): void;
}

const READY = 'Z'.charCodeAt(0);
const ERROR = 'E'.charCodeAt(0);
/**
 * Refused then as well: a fact that was taken for new and was not, and what was sent behind it. The rows that are compared
 * at the end tell whether it was the same.
 */
const REFUSALS = ['23505', '22012', '25P02', '26000'];
const isRefusal = (body: Buffer) => REFUSALS.some((code) => body.includes(`\0C${code}\0`));

/** @param url the database as the role that was recorded */
export async function openReplay(url: string): Promise<Replay> {
  const client = ownerConnection({ url, applicationName: 'bench replay' });
  client.on('error', () => {});
  await client.connect();
  await client.query('set idle_session_timeout = 0; set statement_timeout = 0');
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const answered = listen(stream);
  return {
    async run(sent) {
      for (const { bytes, answers } of sent) {
        const done = answered(answers);
        stream.write(bytes);
        await done;
      }
    },
    close: () => void stream.destroy(),
  };
}

/** Takes the socket over from the driver. @returns a function that waits for so many answers */
function listen(stream: Socket): (answers: number) => Promise<void> {
  let missing = 0;
  let settle = { resolve: () => {}, reject: (_: Error) => {} };
  let rest: Buffer = Buffer.alloc(0);
  const take = (type: number, body: Buffer) => {
    if (type === ERROR && !isRefusal(body))
      settle.reject(new Error(`A replayed statement failed: ${printable(body)}`));
    if (type === READY) missing -= 1;
    if (type === READY && missing === 0) settle.resolve();
  };
  stream.removeAllListeners('data');
  stream.on('data', (chunk: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    while (at + 5 <= rest.length) {
      const end = at + 1 + rest.readInt32BE(at + 1);
      if (end > rest.length) break;
      take(rest[at] as number, rest.subarray(at + 5, end));
      at = end;
    }
    rest = rest.subarray(at);
  });
  stream.on('close', () => settle.reject(new Error('PostgreSQL ended a replay.')));
  return (answers) =>
    new Promise((resolve, reject) => {
      missing = answers;
      settle = { resolve, reject };
    });
}

const printable = (body: Buffer) => body.toString('utf8').replaceAll('\0', ' ');
