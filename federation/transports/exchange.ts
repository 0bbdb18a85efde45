import { AsyncLocalStorage } from 'node:async_hooks';
import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import type { Observation } from '../../plan/observation.ts';

/** What the wire saw of one request, kept apart from the SDK's errors: those carry texts, these are facts. */
export interface Exchange {
  /** The request was handed to the wire. */
  sent: boolean;
  /** A JSON-RPC response with its id came in. */
  answered: boolean;
  /** Writing failed before the whole message was taken over: the server cannot have read it. */
  writeFailed: boolean;
  /** The last HTTP answer with an error status. */
  http?: HttpRefusal;
  /** Something came in that could not be read as an answer. */
  unreadable?: Observation;
  /** Aborted when the request is over, so that no response stream outlives it. */
  readonly tearDown: AbortController;
  readonly onSent: () => void;
  /** Ends the request at once with what was seen. */
  readonly fail: (observation: Observation) => void;
  /** Settles when `fail` was called. */
  readonly failed: Promise<Observation>;
}

export interface HttpRefusal {
  status: number;
  retryAfterMs?: number;
  text: string;
}

export function createExchange(onSent: () => void): Exchange {
  let settle: (observation: Observation) => void = () => undefined;
  const failed = new Promise<Observation>((resolve) => {
    settle = resolve;
  });
  return {
    sent: false,
    answered: false,
    writeFailed: false,
    tearDown: new AbortController(),
    onSent,
    fail: settle,
    failed,
  };
}

/** Carries the exchange of a request through the SDK down to `fetch`, which knows no request ids. */
const storage = new AsyncLocalStorage<Exchange>();

export function withExchange<T>(exchange: Exchange, send: () => T): T {
  return storage.run(exchange, send);
}

export function currentExchange(): Exchange | undefined {
  return storage.getStore();
}

/** The open exchanges of one transport by JSON-RPC id. */
export interface ExchangeTable {
  /** Sends a message: requests are entered here, everything else (cancellations!) leaves the exchange's context. */
  send(message: JSONRPCMessage, send: (exchange: Exchange | undefined) => Promise<void>): Promise<void>;
  received(message: JSONRPCMessage): void;
  find(id: unknown): Exchange | undefined;
  open(): Exchange[];
}

export function createExchangeTable(): ExchangeTable {
  const byId = new Map<unknown, Exchange>();
  return {
    send: (message, send) => {
      const exchange = storage.getStore();
      if (exchange === undefined || !('method' in message) || !('id' in message)) {
        return storage.exit(() => send(undefined));
      }
      byId.set(message.id, exchange);
      exchange.tearDown.signal.addEventListener('abort', () => byId.delete(message.id), { once: true });
      if (!exchange.sent) {
        exchange.sent = true;
        exchange.onSent();
      }
      return send(exchange);
    },
    received: (message) => {
      if ('method' in message || !('id' in message)) return;
      const exchange = byId.get(message.id);
      if (exchange === undefined) return;
      exchange.answered = true;
      byId.delete(message.id);
    },
    find: (id) => byId.get(id),
    open: () => [...byId.values()],
  };
}
