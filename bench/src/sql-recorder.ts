import { openSync, writevSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Preloaded into a service with `node --require`: keeps what it sends to PostgreSQL on port `RECORD_SQL_PORT`, each
 * connection in a file of its own, `RECORD_SQL_TO` with a number.
 */
const port = Number(process.env.RECORD_SQL_PORT);
const files = new Map<Socket, number>();
let kept: { file: number; chunks: Uint8Array[] }[] = [];

const write = Socket.prototype.write;
Socket.prototype.write = function record(this: Socket, ...about: Parameters<Socket['write']>) {
  if (this.remotePort === port) keep(fileOf(this), about[0] as Uint8Array);
  return write.apply(this, about);
} as Socket['write'];

/** What is sent in one turn is one write, behind the sending: the service is to lose little time by it. */
function keep(file: number, chunk: Uint8Array): void {
  if (kept.length === 0) process.nextTick(() => process.nextTick(flush));
  const last = kept.at(-1);
  if (last?.file === file) last.chunks.push(chunk);
  else kept.push({ file, chunks: [chunk] });
}

function flush(): void {
  const all = kept;
  kept = [];
  for (const { file, chunks } of all) writevSync(file, chunks);
}

function fileOf(socket: Socket): number {
  const file = files.get(socket) ?? openSync(`${process.env.RECORD_SQL_TO}${files.size}`, 'w');
  files.set(socket, file);
  return file;
}
