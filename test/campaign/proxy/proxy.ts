import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readCall, type Call } from './call.ts';
import type { Director } from './director.ts';
import { createLateCalls, type LateCalls } from './late-calls.ts';
import { misreport } from './misreport.ts';
import { passOn, type Passed } from './pass-on.ts';
import type { Treatment } from './treatment.ts';

/** The network between the workers and the ledger: one address a worker, so that it is known who sent what. */
export interface Proxy {
  urlOf(worker: number): string;
  late: LateCalls;
  /** Refuses connections on all addresses, and breaks the open ones. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(ledgerUrl: string, workers: number, director: Director): Promise<Proxy> {
  const late = createLateCalls((call, body) => passOn(ledgerUrl, call.server, body).then(() => undefined));
  const servers = Array.from({ length: workers }, (_, worker) =>
    createServer((request, response) => {
      serve({ ledgerUrl, director, late, worker }, request, response).catch(() => response.destroy());
    }),
  );
  const ports: number[] = [];
  for (const server of servers) {
    await listen(server, 0);
    ports.push((server.address() as AddressInfo).port);
  }
  const down = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer));
  };
  return {
    urlOf: (worker) => `http://127.0.0.1:${ports[worker] ?? 0}`,
    late,
    down,
    up: async () => {
      for (const [index, server] of servers.entries()) await listen(server, ports[index] ?? 0);
    },
    close: down,
  };
}

interface Desk {
  ledgerUrl: string;
  director: Director;
  late: LateCalls;
  worker: number;
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return;
  }
  const server = (request.url ?? '').slice(1);
  const body = await readBody(request);
  const call = readCall(server, desk.worker, body);
  if (call === null) {
    send(response, await passOn(desk.ledgerUrl, server, body));
    return;
  }
  desk.director.saw(call);
  await carry(desk, call, body, response);
}

async function carry(desk: Desk, call: Call, body: string, response: ServerResponse): Promise<void> {
  const { director, ledgerUrl, late } = desk;
  const notYet = { answer: () => Promise.reject(new Error('There is no answer before the effect.')) };
  const end = await director.hold('before_send', call, notYet);
  // Behind the back of a caller who has given up, it would be a late call: only a server that refuses those may get it (S16).
  if (end === 'lose' || (call.server === 'plain' && response.destroyed)) {
    response.destroy();
    return;
  }
  const { before, ask, isDoubled, after, misreports } = director.treatmentOf(call);
  if (before !== undefined) {
    if (before === 'late') late.keep(call, body);
    instead(response, before);
    return;
  }
  if (isDoubled === true) await passOn(ledgerUrl, call.server, body, ask);
  const given = await passOn(ledgerUrl, call.server, body, ask);
  const passed = misreports === undefined ? given : misreport(misreports, given, call.tool);
  const answered = new Promise<void>((resolve) => response.once('close', resolve));
  const answer = (): Promise<void> => {
    send(response, passed);
    return answered;
  };
  if ((await director.hold('after_apply', call, { answer })) === 'lose') response.destroy();
  else if (after !== undefined) instead(response, after);
  else send(response, passed);
  if (call.direction === 'compensation') await late.undone(call);
}

function instead(response: ServerResponse, what: NonNullable<Treatment['before']>): void {
  // Silence lasts until the caller gives up.
  if (what === 'silence' || what === 'late') return;
  if (what === 'reset') {
    response.destroy();
    return;
  }
  const { status, retryAfterS } = what;
  const refuses = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  const isRefusal = retryAfterS !== undefined;
  const body = isRefusal ? '{"error":"not now"}' : '<h1>Bad weather</h1>';
  const type = isRefusal ? 'application/json' : 'text/html';
  if (!response.destroyed) response.writeHead(status, { 'content-type': type, ...refuses }).end(body);
}

function send(response: ServerResponse, { status, type, body }: Passed): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, type === null ? {} : { 'content-type': type }).end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
