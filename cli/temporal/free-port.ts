import { createServer } from 'node:net';

const TRIES = 200;

/**
 * The first port from `from` upwards that nobody listens on; any free one when `from` is 0. Another process can take it before it is used,
 * so the user of the port must be ready to ask again.
 */
export async function findFreePort(ip: string, from: number, except: readonly number[] = []): Promise<number> {
  if (from === 0) return (await listen(ip, 0)) ?? findFreePort(ip, 20_000, except);
  for (let port = from; port < Math.min(from + TRIES, 65_536); port += 1) {
    if (!except.includes(port) && (await listen(ip, port)) !== undefined) return port;
  }
  throw new Error(`No free port on ${ip} from ${String(from)} to ${String(from + TRIES - 1)}.`);
}

/** Binds and frees the port; gives its number, or undefined when it is taken or not ours to use. */
function listen(ip: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ host: ip, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
  });
}
