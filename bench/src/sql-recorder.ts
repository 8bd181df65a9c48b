import { openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Preloaded into a service with `node --require`: keeps what it sends to PostgreSQL on port `RECORD_SQL_PORT`, each
 * connection in a file of its own, `RECORD_SQL_TO` with a number.
 */
const port = Number(process.env.RECORD_SQL_PORT);
const files = new Map<Socket, number>();

const write = Socket.prototype.write;
Socket.prototype.write = function record(this: Socket, ...about: Parameters<Socket['write']>) {
  if (this.remotePort === port) writeSync(fileOf(this), about[0] as Uint8Array);
  return write.apply(this, about);
} as Socket['write'];

function fileOf(socket: Socket): number {
  const file = files.get(socket) ?? openSync(`${process.env.RECORD_SQL_TO}${files.size}`, 'w');
  files.set(socket, file);
  return file;
}
