import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A place in front of a server that can go away and come back: who connects while it is shut is refused. */
export interface Gate {
  port: number;
  open(): Promise<void>;
  /** Cuts what is connected. */
  shut(): Promise<void>;
}

/** Shut at first. */
export async function createGate(target: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whoever hangs up is no failure here.
    socket.on('error', () => socket.destroy());
  };
  const server: Server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  const shut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  await shut();
  return { port, open: () => listen(port), shut };
}
