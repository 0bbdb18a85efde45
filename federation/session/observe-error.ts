import { ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { isJsonObject } from '../../plan/json.ts';
import { parseJson } from '../../plan/numbers/json-text.ts';
import type { Observation } from '../../plan/observation.ts';
import { shorten } from '../limits.ts';
import { overBeforeSending } from '../policy/deadline.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Exchange, HttpRefusal } from '../transports/exchange.ts';
import { readNetworkError } from '../transports/network-errors.ts';
import type { Session } from './session.ts';
import { inWords } from '../../plan/duration.ts';

/**
 * What a failed request was, from facts in the order of their weight: our own clock and caller, a JSON-RPC answer, whether
 * anything was sent, HTTP status, unreadable answers, codes (SAGAS O1–O10). Texts of errors are only quoted.
 */
export function observeError(error: unknown, exchange: Exchange, deadline: Deadline, session: Session): Observation {
  const server = session.config.name;
  const wasSent = exchange.sent && !exchange.writeFailed;
  const cause = deadline.cause();
  if (cause !== undefined && !wasSent) return overBeforeSending(deadline, server);
  if (cause === 'canceled')
    return { kind: 'broken', reason: cause, message: `Canceled while "${server}" was working on it.` };
  if (cause === 'timeout') {
    return {
      kind: 'broken',
      reason: cause,
      message: `No answer from "${server}" within ${inWords(deadline.timeoutMs)}.`,
    };
  }
  if (error instanceof ProtocolError) return rpcError(error, exchange);
  if (!wasSent) return notSent(error, exchange, session);
  if (exchange.http !== undefined) return httpError(exchange.http, server);
  if (exchange.end !== undefined) return exchange.end;
  if (error instanceof SdkError) {
    const observation = sdkError(error, server, session);
    if (observation !== undefined) return observation;
  }
  return networkError(error, server);
}

function rpcError({ code, message }: ProtocolError, { isUnaddressed }: Exchange): Observation {
  return { kind: 'rpc_error', code, message: shorten(message), ...(isUnaddressed === true && { isUnaddressed }) };
}

/** Only here do the network's codes say that nothing was sent: a connection that had carried the call can end with the same ones. */
function notSent(error: unknown, { writeFailed }: Exchange, session: Session): Observation {
  const server = session.config.name;
  const fact = writeFailed ? undefined : readNetworkError(error);
  if (fact !== undefined) {
    return {
      kind: 'not_sent',
      reason: fact.notSent ?? 'connect',
      message: `"${server}" cannot be reached (${fact.code}).`,
    };
  }
  const ended = session.ended();
  if (ended !== undefined || session.client.transport === undefined) {
    const message = `The session with "${server}" was gone: ${ended ?? 'not connected'}.`;
    return { kind: 'not_sent', reason: 'not_connected', message };
  }
  return { kind: 'not_sent', reason: 'negotiation', message: `Nothing was sent to "${server}": ${text(error)}` };
}

function httpError(refusal: HttpRefusal, server: string): Observation {
  const { status, retryAfterMs, text: body } = refusal;
  return {
    kind: 'http_error',
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    refusingBody: isRefusal(body),
    message: `"${server}" answered HTTP ${status}: ${wordsOf(refusal)}`,
  };
}

/** What people can learn from it: where a redirect points, else what was written. */
export function wordsOf({ status, location, text: body }: HttpRefusal): string {
  const words = shorten(body) || 'no text';
  if (status < 300 || status >= 400) return words;
  if (location === undefined) return `a redirect that does not say where to; ${words}`;
  return `it points to ${location}, and redirects are not followed.`;
}

/** A JSON error object is written by an application that knows what it did not do; a proxy's page is not (SAGAS O3, O4). */
function isRefusal(body: string): boolean {
  try {
    const json = parseJson(body);
    return isJsonObject(json) && (Object.hasOwn(json, 'error') || Object.hasOwn(json, 'errors'));
  } catch {
    return false;
  }
}

function sdkError(error: SdkError, server: string, session: Session): Observation | undefined {
  switch (error.code) {
    case SdkErrorCode.InvalidResult:
    case SdkErrorCode.UnsupportedResultType:
      return {
        kind: 'bad_result',
        reason: 'protocol',
        message: `"${server}" sent a result that is not MCP's: ${text(error)}`,
      };
    case SdkErrorCode.ConnectionClosed: {
      const reason = session.wire === 'stdio' ? 'server_died' : 'stream_ended';
      return {
        kind: 'broken',
        reason,
        message: `No answer from "${server}": ${session.ended() ?? 'the connection was closed'}.`,
      };
    }
    default:
      return undefined;
  }
}

function networkError(error: unknown, server: string): Observation {
  const fact = readNetworkError(error);
  const message = `The connection to "${server}" broke (${fact?.code ?? text(error)}).`;
  return { kind: 'broken', reason: fact?.broken ?? 'reset', message };
}

function text(error: unknown): string {
  return shorten(error instanceof Error ? error.message : String(error));
}
