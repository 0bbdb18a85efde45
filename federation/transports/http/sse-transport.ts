import { setMaxListeners } from 'node:events';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { parseJson, stringifyJson } from '../../../plan/numbers/json-text.ts';
import type { BadResultObservation } from '../../../plan/observation.ts';
import { shorten } from '../../limits.ts';
import { Exchange, ExchangeTable } from '../exchange.ts';
import { findId } from '../find-id.ts';
import { createReceiver } from '../receiver.ts';
import type { Receiver } from '../receiver.ts';
import { createHttpWire } from './http-wire.ts';
import type { HttpAnswer, HttpTarget, HttpWire } from './http-wire.ts';
import { badResult, endOfStream, fail, problemOf, readJson } from './read-answer.ts';
import { discard, TooLargeError } from './read-body.ts';
import { readEvents } from './read-events.ts';
import { errorOf, readRefusal } from './refusal.ts';
import { isStream } from './resume.ts';
import { tell, usualTellingMs } from './tell.ts';

/** How long a POST may go on whose request has been answered. */
const restMs = 1_000;

/** The deprecated HTTP+SSE, which old servers speak: requests go out by POST, every answer comes in on one stream. */
export class SseTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly exchanges = new ExchangeTable();
  readonly #target: HttpTarget;
  readonly #tellingMs: number;
  readonly #receiver: Receiver;
  readonly #closing = new AbortController();
  #endpoint: HttpWire | undefined;
  #version: string | undefined;

  constructor(target: HttpTarget, tellingMs = usualTellingMs) {
    this.#target = target;
    this.#tellingMs = tellingMs;
    this.#receiver = createReceiver(this, this.exchanges);
    // Everything under way listens to it, and leaves it when it is over.
    setMaxListeners(0, this.#closing.signal);
  }

  setProtocolVersion(version: string): void {
    this.#version = version;
  }

  /** Settles when the server has said where requests go. */
  async start(): Promise<void> {
    const opening = new Exchange(() => undefined);
    this.exchanges.handshake = opening;
    const wire = createHttpWire(new URL(this.#target.url), this.#target.headers);
    opening.sent = true;
    const answer = await wire.ask('GET', { accept: 'text/event-stream' }, this.#closing.signal);
    if (!isStream(answer)) {
      opening.http = await readRefusal(answer, this.#target);
      throw errorOf(opening.http);
    }
    await new Promise<void>((resolve, reject) => {
      this.#read(answer, resolve)
        .catch((error: unknown) => {
          reject(error instanceof Error ? error : new Error(String(error)));
        })
        .finally(() => {
          reject(new Error('The stream ended before the server said where requests go.'));
          this.#streamEnded();
        });
    });
  }

  #read(answer: HttpAnswer, onEndpoint: () => void): Promise<void> {
    return readEvents(answer.body, {
      event: ({ event, data }) => {
        if (event === 'endpoint') {
          this.#endpoint ??= createHttpWire(endpointAt(data, this.#target.url), this.#target.headers);
          onEndpoint();
        } else this.#receive(data);
        return 'more';
      },
      oversized: (head, tail) => {
        this.#unreadable(head, tail, badResult('too_large', new TooLargeError().message));
      },
      id: () => undefined,
      retry: () => undefined,
    });
  }

  #receive(data: string): void {
    let reason: BadResultObservation['reason'] = 'not_json';
    try {
      const json = parseJson(data);
      reason = 'protocol';
      if (this.#receiver.receive(json)) return;
    } catch {
      // What one event does to those who read it is nothing to the others on the stream.
    }
    const what = reason === 'not_json' ? 'something that is not JSON' : 'JSON that is no JSON-RPC message';
    this.#unreadable(data, data.slice(-200), badResult(reason, `The server answered with ${what}: ${shorten(data)}`));
  }

  /** Ends the call that this event answers, where that can be told. */
  #unreadable(head: string, tail: string, problem: BadResultObservation): void {
    const exchange = this.exchanges.find(findId(head, tail));
    if (exchange === undefined) this.onerror?.(new Error(`an event is no message: ${shorten(head, 120)}`));
    else fail(exchange, problem);
  }

  send(message: JSONRPCMessage): Promise<void> {
    const exchange = this.exchanges.enter(message);
    if (exchange === undefined) return this.#tell(message);
    this.#ask(message, exchange).catch((error: unknown) => {
      exchange.fail(undefined, error as Error);
    });
    return exchange.over;
  }

  async #ask(message: JSONRPCMessage, exchange: Exchange): Promise<void> {
    const controller = new AbortController();
    let rest: NodeJS.Timeout | undefined;
    let isPosted = false;
    // The answer often overtakes the end of the POST, whose connection can be used again.
    exchange.whenOver(() => {
      if (!exchange.answered) controller.abort();
      else if (!isPosted) {
        rest = setTimeout(() => {
          controller.abort();
        }, restMs).unref();
      }
    });
    try {
      const answer = await this.#post(message, controller.signal, exchange.markSent);
      if (answer.status >= 200 && answer.status < 300) {
        await this.#readPosted(answer, exchange);
        return;
      }
      const refusal = await readRefusal(answer, this.#target);
      exchange.http = refusal;
      throw errorOf(refusal);
    } finally {
      isPosted = true;
      clearTimeout(rest);
    }
  }

  /** Some servers answer here, and not on the stream. Whatever else they say here is no answer. */
  async #readPosted(answer: HttpAnswer, exchange: Exchange): Promise<void> {
    if (answer.type !== 'application/json' || exchange.isOver) {
      discard(answer.body);
      return;
    }
    try {
      const text = await readJson(answer, exchange);
      this.#receiver.receive(parseJson(text), exchange);
    } catch (error) {
      const problem = problemOf(error, answer);
      if (problem !== undefined) fail(exchange, problem);
    }
  }

  #tell(message: JSONRPCMessage): Promise<void> {
    return tell({
      target: this.#target,
      ask: (signal) => this.#post(message, signal),
      closing: this.#closing.signal,
      patienceMs: this.#tellingMs,
    });
  }

  async #post(message: JSONRPCMessage, signal: AbortSignal, onStart?: () => void): Promise<HttpAnswer> {
    if (this.#endpoint === undefined || this.#closing.signal.aborted) throw new Error('Not connected');
    const headers = {
      'content-type': 'application/json',
      ...(this.#version !== undefined && { 'mcp-protocol-version': this.#version }),
    };
    return this.#endpoint.ask('POST', headers, signal, stringifyJson(message), onStart);
  }

  /** Answers to what is open would never come: a new stream is a new session. */
  #streamEnded(): void {
    for (const exchange of this.exchanges.open()) endOfStream(exchange);
    void this.close();
  }

  close(): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.resolve();
    this.#closing.abort();
    for (const exchange of this.exchanges.open()) exchange.abandon();
    this.onclose?.();
    return Promise.resolve();
  }
}

/** Our headers, secrets among them, go to no other server than the configured one. */
function endpointAt(text: string, base: string): URL {
  const endpoint = new URL(text, base);
  if (endpoint.origin !== new URL(base).origin)
    throw new Error('The server wants requests to be sent to another server.');
  const { username, password } = new URL(base);
  return Object.assign(endpoint, { username, password });
}
