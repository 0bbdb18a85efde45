import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import type { Observation } from '../../plan/observation.ts';
import type { ServerConfig } from '../contract.ts';
import { shorten } from '../limits.ts';
import type { HttpRefusal } from '../transports/exchange.ts';
import { readNetworkError } from '../transports/network-errors.ts';
import { isRefusal, notOpened } from './never-sent.ts';
import { wordsOf } from './observe-error.ts';

/** Why no session could be opened. The call that wanted one was not sent, and the observation says so. */
export interface ConnectFailure {
  message: string;
  observation: Observation;
  status?: number;
  /** The server is there and answered the handshake with a JSON-RPC error. */
  isRpcError: boolean;
}

export function connectFailure(
  config: ServerConfig,
  error: unknown,
  http: HttpRefusal | undefined,
  lastWords: string | undefined,
): ConnectFailure {
  const isRpcError = error instanceof ProtocolError;
  if (lastWords !== undefined) {
    const message = `The server "${config.name}" could not be started: ${lastWords}.`;
    return { message, observation: { kind: 'not_sent', reason: 'spawn', message }, isRpcError: false };
  }
  const network = readNetworkError(error);
  if (network !== undefined) {
    const message = `The server "${config.name}" cannot be reached at ${where(config)} (${network.code}).`;
    return { message, observation: { kind: 'not_sent', reason: network.notSent ?? 'connect', message }, isRpcError };
  }
  if (http !== undefined && !isEraMismatch(error)) return { ...httpFailure(config, http), isRpcError };
  const detail = error instanceof Error ? error.message : String(error);
  const message = `No session with the server "${config.name}": ${shorten(detail)}`;
  return { message, observation: { kind: 'not_sent', reason: 'negotiation', message }, isRpcError };
}

/** The server is there but does not speak the one version it is configured for; its HTTP status is only how it said so. */
function isEraMismatch(error: unknown): boolean {
  if (!(error instanceof SdkError) || error instanceof SdkHttpError) return false;
  return error.code === SdkErrorCode.EraNegotiationFailed;
}

/** Refusals keep their status (a 401 has its own remedy); other statuses would read as "perhaps executed", which this was not. */
function httpFailure(config: ServerConfig, http: HttpRefusal): Omit<ConnectFailure, 'isRpcError'> {
  const { status, retryAfterMs } = http;
  const message = `The server "${config.name}" answered HTTP ${status} when a session was opened: ${wordsOf(http)}`;
  const observation: Observation = isRefusal(status, retryAfterMs)
    ? { kind: 'http_error', status, refusingBody: true, message, ...(retryAfterMs !== undefined && { retryAfterMs }) }
    : notOpened(message, retryAfterMs);
  return { message, observation, status };
}

/** Without user info and query, where secrets may stand. */
function where({ transport }: ServerConfig): string {
  if (transport.kind === 'stdio') return transport.command;
  const url = URL.canParse(transport.url) ? new URL(transport.url) : undefined;
  return url === undefined ? 'an address that is no URL' : `${url.origin}${url.pathname}`;
}
