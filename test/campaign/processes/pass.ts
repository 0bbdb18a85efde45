import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire between a process and the Temporal server: it keeps its address when the server moves, and can be held. */
export interface Pass {
  address: string;
  /** From now on nothing that the process says reaches the server. */
  hold(): Held;
  close(): Promise<void>;
}

export interface Held {
  /** Resolves when the process has tried to say something. */
  spoke: Promise<void>;
  /** Lets it through again, from what was kept on. */
  release(): void;
}

/** `target` is asked at every connection: the server may have moved. */
export async function openPass(target: () => { host: string; port: number }): Promise<Pass> {
  const pairs = new Set<{ near: Socket; far: Socket }>();
  let holding: { onData: () => void } | null = null;
  let waiting: (() => void)[] = [];
  const server = createServer((near) => {
    const far = connect(target());
    const pair = { near, far };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', end).on('close', end);
    far.pipe(near);
    near.on('data', (chunk: Buffer) => {
      if (holding === null) {
        if (!far.destroyed) far.write(chunk);
        return;
      }
      waiting.push(() => {
        if (!far.destroyed) far.write(chunk);
      });
      holding.onData();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    hold() {
      const spoke = new Promise<void>((resolve) => {
        holding = { onData: resolve };
      });
      const release = (): void => {
        holding = null;
        for (const write of waiting) write();
        waiting = [];
      };
      return { spoke, release };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { near } of pairs) near.destroy();
      }),
  };
}
