import { SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { createExchangeTable, currentExchange } from './exchange.ts';
import type { Exchange, ExchangeTable } from './exchange.ts';
import { watchedFetch } from './watched-fetch.ts';

export interface HttpTarget {
  url: string;
  headers: Record<string, string>;
  now: () => number;
}

type SendOptions = Parameters<StreamableHTTPClientTransport['send']>[1];

/** Streamable HTTP whose calls end when their response stream does, instead of waiting for their timeout (SAGAS O5). */
class StreamableHttpTransport extends StreamableHTTPClientTransport {
  readonly #exchanges: ExchangeTable;

  constructor(target: HttpTarget) {
    super(new URL(target.url), { fetch: watchedFetch({ now: target.now }), requestInit: { headers: target.headers } });
    this.#exchanges = observe(this);
  }

  override send(message: JSONRPCMessage, options?: SendOptions): Promise<void> {
    return this.#exchanges.send(message, (exchange) => {
      if (exchange === undefined) return super.send(message, options);
      const own = exchange.tearDown.signal;
      return super.send(message, {
        ...options,
        requestSignal: options?.requestSignal === undefined ? own : AbortSignal.any([own, options.requestSignal]),
        onRequestStreamEnd: () => {
          options?.onRequestStreamEnd?.();
          endedWithoutAnswer(exchange);
        },
      });
    });
  }
}

/* eslint-disable @typescript-eslint/no-deprecated -- HTTP+SSE is deprecated and still what old servers speak. */
/** The deprecated HTTP+SSE transport: requests go out by POST, every answer comes in on one stream. */
class LegacySseTransport extends SSEClientTransport {
  readonly #exchanges: ExchangeTable;

  constructor(target: HttpTarget) {
    const onEventStreamEnd = (): void => {
      this.#streamEnded();
    };
    super(new URL(target.url), {
      fetch: watchedFetch({ now: target.now, onEventStreamEnd }),
      requestInit: { headers: target.headers },
    });
    this.#exchanges = observe(this);
  }

  override send(message: JSONRPCMessage): Promise<void> {
    return this.#exchanges.send(message, () => super.send(message));
  }

  /** Answers to what is open would never come: a new stream is a new session. */
  #streamEnded(): void {
    for (const exchange of this.#exchanges.open()) endedWithoutAnswer(exchange);
    void this.close();
  }
}

/* eslint-enable @typescript-eslint/no-deprecated */

export function createHttpTransport(target: HttpTarget): Transport {
  return new StreamableHttpTransport(target);
}

export function createSseTransport(target: HttpTarget): Transport {
  return new LegacySseTransport(target);
}

/** The SDK calls handlers that were set before it connects, ahead of its own. */
function observe(transport: Transport): ExchangeTable {
  const exchanges = createExchangeTable();
  transport.onmessage = (message) => {
    exchanges.received(message);
  };
  transport.onerror = (error) => {
    const exchange = currentExchange();
    if (exchange !== undefined && exchange.unreadable === undefined) noteUnreadable(exchange, error);
  };
  return exchanges;
}

function noteUnreadable(exchange: Exchange, error: Error): void {
  if (error instanceof SyntaxError) {
    const message = 'The server answered with something that is not JSON.';
    exchange.unreadable = { kind: 'bad_result', reason: 'not_json', message };
  } else if (error.name === 'ZodError' || error.name === '$ZodError') {
    const message = 'The server answered with JSON that is no JSON-RPC message.';
    exchange.unreadable = { kind: 'bad_result', reason: 'protocol', message };
  }
}

function endedWithoutAnswer(exchange: Exchange): void {
  if (exchange.answered) return;
  const message = 'The response stream ended without a result.';
  exchange.fail(exchange.unreadable ?? { kind: 'broken', reason: 'stream_ended', message });
}
