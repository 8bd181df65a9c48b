import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Lets no more than `most` connections wait on which nobody asks anything: the one that has been silent longest is closed for
 * a new one. Whoever asks soon after connecting does not notice, from whatever address or behind whatever proxy the others
 * come; whoever kept a connection open for later asks on another one.
 */
export function boundIdle(server: Server, most: number): void {
  const idle = new Set<Socket>();
  const wait = (socket: Socket) => {
    if (socket.destroyed) return;
    idle.add(socket);
    const [oldest] = idle;
    if (idle.size > most) oldest?.destroy();
  };
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => idle.delete(socket));
    wait(socket);
  });
  server.on('request', ({ socket }: { socket: Socket }, response: ServerResponse) => {
    idle.delete(socket);
    response.once('close', () => wait(socket));
  });
}
