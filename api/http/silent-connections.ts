import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Notes connections on which nothing was asked yet: clients open some in advance. A server that closes waits for them as if a request
 * were on its way; the function it gives ends them.
 */
export function endSilentConnections(server: Server): () => void {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  return () => {
    for (const socket of silent) socket.destroy();
  };
}
