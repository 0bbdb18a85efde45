import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { isJsonObject } from '../../plan/json.ts';
import { limits, shorten } from '../limits.ts';
import type { EndObservation, Exchange, ExchangeTable } from './exchange.ts';
import { fitResult, readMessage } from './read-message.ts';
import type { Response } from './read-message.ts';

/** Hands what came in to the SDK, and ends the exchange that it answers. */
export interface Receiver {
  /** `own` is the exchange on whose own response this came, where the wire has such. Says whether it was a message at all. */
  receive(json: unknown, own?: Exchange): boolean;
}

export function createReceiver(transport: Transport, exchanges: ExchangeTable): Receiver {
  const deliver = (message: JSONRPCMessage, exchange?: Exchange, own?: Exchange): void => {
    try {
      transport.onmessage?.(message);
      exchange?.answer(exchange !== own);
    } catch (error) {
      // Nobody stands above a listener of the network: what the protocol library stumbles over would end this process.
      transport.onerror?.(new Error(`a message could not be handled: ${shorten(String(error))}`, { cause: error }));
      exchange?.fail(unusable('The server answered with something that cannot be read.'));
    }
  };

  const take = (response: Response, own: Exchange | undefined): void => {
    const hasNoId = response.id === null || response.id === undefined;
    // An error on a request's own response belongs to it, also when it could not say so.
    const isOwnError = own?.isOver === false && hasNoId && 'error' in response;
    const named = exchanges.find(response.id);
    // What stands there with the id of another request answers nobody: that one may not even have been executed.
    const isForeign = own !== undefined && named !== own;
    const exchange = isOwnError ? own : isForeign ? undefined : named;
    if (exchange?.id === undefined) {
      noteStray(response, own, transport);
      return;
    }
    if (isOwnError) exchange.isUnaddressed = true;
    const message = { jsonrpc: '2.0', id: exchange.id, ...bodyOf(response, exchange.method) } as JSONRPCMessage;
    deliver(message, exchange, own);
  };

  /** Whoever walks through such a message calls itself for each level, and would end this process. */
  const refuseDeep = (json: unknown, own: Exchange | undefined): true => {
    const isAnswer = isJsonObject(json) && typeof json.method !== 'string';
    const exchange = isAnswer ? (own ?? exchanges.find(json.id)) : undefined;
    const message = `The server answered with JSON that is nested more than ${mostLevels} levels deep.`;
    if (exchange === undefined) transport.onerror?.(new Error(message));
    else exchange.fail(unusable(message));
    return true;
  };

  const receive = (json: unknown, own?: Exchange): boolean => {
    if (isTooDeep(json)) return refuseDeep(json, own);
    if (Array.isArray(json)) return json.map((item) => receive(item, own)).some(Boolean);
    const incoming = readMessage(json);
    if (incoming.kind === 'response') take(incoming.response, own);
    else if (incoming.kind === 'said') deliver(incoming.message);
    return incoming.kind !== 'nothing';
  };
  return { receive };
}

/** A result may have so many, and stands some levels deep in its message. */
const mostLevels = limits.depth + 10;

function isTooDeep(json: unknown): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostLevels) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [],
    );
  }
  return false;
}

function bodyOf(response: Response, method: string): object {
  return 'error' in response ? { error: response.error } : { result: fitResult(method, response.result) };
}

/** A response to something that is not, or not any more, open. */
function noteStray(response: Response, own: Exchange | undefined, transport: Transport): void {
  const { id } = response;
  const named = typeof id === 'string' || typeof id === 'number' ? `the id ${shorten(String(id), 40)}` : 'no id';
  if (own === undefined || own.isOver) {
    // Late answers are ordinary, and what tools found is not for the log.
    transport.onerror?.(new Error(`An answer came with ${named}, for which nobody waits.`));
    return;
  }
  const words = 'error' in response ? response.error.message : stringifyJson(response.result);
  own.unreadable ??= unusable(
    `The server answered with ${named} instead of ${String(own.id)}. It says: ${shorten(words)}`,
  );
}

function unusable(message: string): EndObservation {
  return { kind: 'bad_result', reason: 'protocol', message };
}
