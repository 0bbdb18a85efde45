import { Client } from '@modelcontextprotocol/client';
import type { PriorDiscovery } from '@modelcontextprotocol/client';
import type { ServerConfig } from '../contract.ts';
import type { Deadline } from '../policy/deadline.ts';
import { childEnvironment } from '../transports/child-environment.ts';
import { SseTransport } from '../transports/http/sse-transport.ts';
import { StreamableHttpTransport } from '../transports/http/streamable-transport.ts';
import { StdioTransport } from '../transports/stdio-transport.ts';
import { connectFailure } from './connect-failure.ts';
import type { ConnectFailure } from './connect-failure.ts';
import { isProgrammingError } from './programming-error.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { waysTo } from './ways.ts';
import { observationWithoutSecrets, withoutSecrets } from './without-secrets.ts';
import type { Way } from './ways.ts';

const clientInfo = { name: 'sagaflow', version: '0.1.0' };

export interface ConnectDeps {
  environment: Readonly<Record<string, string | undefined>>;
  now: () => number;
  onStderr: (line: string) => void;
  onNotice: (message: string) => void;
}

export type ConnectResult = { ok: true; session: Session } | { ok: false; failure: ConnectFailure };

/** Opens one session. `prior` is what an earlier session learned about the server's era; it saves the probe. Rejects only for a mistake of ours. */
export async function connectServer(
  config: ServerConfig,
  prior: PriorDiscovery | undefined,
  deadline: Deadline,
  deps: ConnectDeps,
): Promise<ConnectResult> {
  const [first, ...others] = waysTo(config, prior);
  const firstResult = await connectBy(first, config, deadline, deps);
  if (firstResult.ok) return firstResult;
  for (const way of others) {
    if (!way.isWorthTryingAfter(firstResult.failure)) continue;
    const result = await connectBy(way, config, deadline, deps);
    if (result.ok) return result;
  }
  return firstResult;
}

async function connectBy(
  way: Way,
  config: ServerConfig,
  deadline: Deadline,
  deps: ConnectDeps,
): Promise<ConnectResult> {
  let transport: OwnTransport | undefined;
  try {
    transport = createTransport(way, config, deps);
    const client = new Client(clientInfo, {
      capabilities: {},
      versionNegotiation: { mode: way.mode },
      inputRequired: { autoFulfill: false },
    });
    client.onerror = (error) => {
      deps.onNotice(error.message);
    };
    await deadline.race(
      client.connect(transport, {
        timeout: deadline.remainingMs(),
        signal: deadline.signal,
        ...(way.prior !== undefined && { prior: way.prior }),
      }),
    );
    return { ok: true, session: openSession(config, way.wire, client, transport) };
  } catch (error) {
    const handshake = transport?.exchanges.handshake;
    if (handshake?.sent !== true && isProgrammingError(error)) {
      await giveUp(transport, error);
      throw error;
    }
    const failure = connectFailure(config, error, handshake?.http, await giveUp(transport, error));
    return { ok: false, failure: failureWithoutSecrets(failure, config) };
  }
}

function failureWithoutSecrets(failure: ConnectFailure, config: ServerConfig): ConnectFailure {
  const { message, observation } = failure;
  return {
    ...failure,
    message: withoutSecrets(message, config),
    observation: observationWithoutSecrets(observation, config),
  };
}

type OwnTransport = StdioTransport | StreamableHttpTransport | SseTransport;

function createTransport(way: Way, config: ServerConfig, deps: ConnectDeps): OwnTransport {
  const { transport } = config;
  if (transport.kind === 'stdio') {
    const env = childEnvironment(deps.environment, transport.env);
    const { command, args, cwd } = transport;
    return new StdioTransport({ command, args, env, cwd }, deps.onStderr);
  }
  const target = { url: transport.url, headers: transport.headers, now: deps.now };
  return way.wire === 'sse' ? new SseTransport(target) : new StreamableHttpTransport(target);
}

/** Closes what was opened; for a process, how it ended and what it said last. */
async function giveUp(transport: OwnTransport | undefined, error: unknown): Promise<string | undefined> {
  if (!(transport instanceof StdioTransport)) {
    await transport?.close().catch(() => undefined);
    return undefined;
  }
  if (transport.pid === null) return error instanceof Error ? error.message : String(error);
  return transport.giveUp();
}
