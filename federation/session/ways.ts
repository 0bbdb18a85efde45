import type { PriorDiscovery, VersionNegotiationMode } from '@modelcontextprotocol/client';
import type { ServerConfig } from '../contract.ts';
import type { ConnectFailure } from './connect-failure.ts';
import type { Session } from './session.ts';

/** One way to try a connection. */
export interface Way {
  wire: Session['wire'];
  mode: VersionNegotiationMode;
  prior?: PriorDiscovery;
  /** Asked with the first failure when an earlier way did not work. */
  isWorthTryingAfter(failure: ConnectFailure): boolean;
}

const pinned: VersionNegotiationMode = { pin: '2026-07-28' };
const always = (): boolean => true;
/** What a server that knows only HTTP+SSE answers to the POST of Streamable HTTP. */
const noStreamableHttp = new Set([400, 404, 405]);

/** The ways to a server, best first: as configured, then what old servers need (HTTP+SSE), then what new ones do (modern stdio). */
export function waysTo({ transport, protocol }: ServerConfig, prior: PriorDiscovery | undefined): [Way, ...Way[]] {
  switch (transport.kind) {
    case 'sse':
      return [{ wire: 'sse', mode: 'legacy', isWorthTryingAfter: always }];
    case 'stdio': {
      const legacy: Way = { wire: 'stdio', mode: 'legacy', isWorthTryingAfter: always };
      const modern: Way = { wire: 'stdio', mode: pinned, isWorthTryingAfter: (failure) => failure.isRpcError };
      // Probing in advance would cost every legacy server a round trip; most are legacy, so `auto` asks that first.
      if (protocol === 'auto') return prior?.kind === 'modern' ? [modern] : [legacy, modern];
      return protocol === 'legacy' ? [legacy] : [modern];
    }
    case 'http': {
      const mode = protocol === 'modern' ? pinned : protocol;
      const http: Way = {
        wire: 'http',
        mode,
        isWorthTryingAfter: always,
        ...(protocol === 'auto' && prior && { prior }),
      };
      if (!transport.fallbackToSse || protocol === 'modern') return [http];
      const sse: Way = {
        wire: 'sse',
        mode: 'legacy',
        isWorthTryingAfter: (failure) => failure.status !== undefined && noStreamableHttp.has(failure.status),
      };
      return [http, sse];
    }
  }
}
