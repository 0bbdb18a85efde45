import { setMaxListeners } from 'node:events';
import type { JSONRPCMessage, Transport, TransportSendOptions } from '@modelcontextprotocol/client';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { ExchangeTable } from '../exchange.ts';
import type { Exchange } from '../exchange.ts';
import { createReceiver } from '../receiver.ts';
import type { Receiver } from '../receiver.ts';
import { answerTo } from './answer-to.ts';
import { createHttpWire } from './http-wire.ts';
import type { HttpAnswer, HttpTarget, HttpWire } from './http-wire.ts';
import { listenOn } from './listening.ts';
import { Pauses, usualPauses } from './pauses.ts';
import type { PauseLimits } from './pauses.ts';
import { discard } from './read-body.ts';
import { readNotifications } from './read-notifications.ts';
import { headersOf } from './request-headers.ts';
import { tell, usualTellingMs } from './tell.ts';

const accept = { post: 'application/json, text/event-stream', get: 'text/event-stream' };

/**
 * Streamable HTTP of both eras. `send` settles for a request when the request is over: with its answer, or by an error at once when the server
 * has said all it will say (SAGAS O5).
 *
 * It has neither `pid` nor `stderr`, by which the SDK tells pipes from HTTP.
 */
export class StreamableHttpTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** In the modern era a request is canceled by closing its response; the SDK then posts nothing. */
  readonly hasPerRequestStream = true;
  readonly exchanges = new ExchangeTable();
  sessionId: string | undefined;
  readonly #target: HttpTarget;
  readonly #pauses: PauseLimits;
  readonly #tellingMs: number;
  readonly #wire: HttpWire;
  readonly #receiver: Receiver;
  readonly #closing = new AbortController();
  /** Ends the stream of what the server says by itself. */
  readonly #listening = new AbortController();
  #version: string | undefined;

  constructor(target: HttpTarget, pauses: PauseLimits = usualPauses, tellingMs = usualTellingMs) {
    this.#target = target;
    this.#pauses = pauses;
    this.#tellingMs = tellingMs;
    this.#wire = createHttpWire(new URL(target.url), target.headers);
    this.#receiver = createReceiver(this, this.exchanges);
    // Everything under way listens to it, and leaves it when it is over.
    setMaxListeners(0, this.#closing.signal);
  }

  setProtocolVersion(version: string): void {
    this.#version = version;
  }

  async start(): Promise<void> {}

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const exchange = this.exchanges.enter(message);
    if (exchange === undefined) return this.#tell(message);
    const controller = new AbortController();
    // A response that has brought the answer ends by itself; every other one is cut off.
    exchange.whenOver(() => {
      if (!exchange.answered || exchange.answeredElsewhere) controller.abort();
    });
    const { requestSignal } = options ?? {};
    if (requestSignal?.aborted === true) exchange.abandon();
    requestSignal?.addEventListener('abort', () => exchange.abandon(), { once: true });
    void this.#ask(message, exchange, controller.signal, options?.headers);
    return exchange.over;
  }

  async #ask(
    message: JSONRPCMessage,
    exchange: Exchange,
    signal: AbortSignal,
    more?: Record<string, string>,
  ): Promise<void> {
    const own = headersOf(message);
    const isModern = own['mcp-protocol-version'] !== undefined;
    const headers = { ...more, ...this.#headers('post'), ...own };
    await answerTo(exchange, {
      target: this.#target,
      receiver: this.#receiver,
      ask: () => this.#wire.ask('POST', headers, signal, stringifyJson(message), exchange.markSent),
      isModern,
      onHead: (answer) => {
        if (exchange.method === 'initialize') this.sessionId = answer.headers['mcp-session-id'] ?? undefined;
      },
      ...(!isModern && { reopen: (lastEventId: string) => this.#open(lastEventId, signal) }),
      pauses: new Pauses(this.#pauses),
      signal,
    });
  }

  async #tell(message: JSONRPCMessage): Promise<void> {
    await tell({
      target: this.#target,
      ask: (signal) => this.#wire.ask('POST', this.#headers('post'), signal, stringifyJson(message)),
      closing: this.#closing.signal,
      patienceMs: this.#tellingMs,
    });
    if ('method' in message && message.method === 'notifications/initialized') this.#listen();
  }

  #listen(): void {
    const { signal } = this.#listening;
    const notice = (message: string): void => this.onerror?.(new Error(message));
    const listening = {
      open: (lastEventId: string | undefined) => this.#open(lastEventId, signal),
      read: readNotifications(this.#receiver),
      pauses: new Pauses(this.#pauses),
      notice,
    };
    listenOn(listening, signal).catch((error: unknown) => {
      notice(String(error));
    });
  }

  #open(lastEventId: string | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = { ...this.#headers('get'), ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
    return this.#wire.ask('GET', headers, signal);
  }

  #headers(kind: 'post' | 'get'): Record<string, string> {
    return {
      ...(kind === 'post' && { 'content-type': 'application/json' }),
      accept: accept[kind],
      ...(this.sessionId !== undefined && { 'mcp-session-id': this.sessionId }),
      ...(this.#version !== undefined && { 'mcp-protocol-version': this.#version }),
    };
  }

  /** Legacy servers keep a session until it is deleted. */
  async sayGoodbye(signal: AbortSignal): Promise<void> {
    if (this.sessionId === undefined) return;
    // The server ends it with the session, and there is nothing remarkable in that.
    this.#listening.abort();
    const answer = await this.#wire.ask('DELETE', this.#headers('get'), signal);
    discard(answer.body);
  }

  close(): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.resolve();
    this.#closing.abort();
    this.#listening.abort();
    for (const exchange of this.exchanges.open()) exchange.abandon();
    this.onclose?.();
    return Promise.resolve();
  }
}
