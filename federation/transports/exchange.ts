import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/client';
import type { BadResultObservation, BrokenObservation } from '../../plan/observation.ts';

export interface HttpRefusal {
  status: number;
  retryAfterMs?: number;
  /** Where a redirect points, without what may be secret there. */
  location?: string;
  text: string;
}

/** How a request ends that has no answer. */
export type EndObservation = BadResultObservation | BrokenObservation;

/** One request and what the wire saw of it, kept apart from the SDK's errors: those carry texts, these are facts. */
export class Exchange {
  readonly onSent: () => void;
  id: RequestId | undefined;
  method = '';
  /** Something of it may have left. */
  sent = false;
  /** Writing failed before the whole message was taken over: the server cannot have read it. */
  writeFailed = false;
  /** The HTTP answer with an error status. */
  http?: HttpRefusal;
  /** The error that answered it names no request (SAGAS O6). */
  isUnaddressed: true | undefined;
  /** Something came in that may have been meant as the answer and cannot be read as one. */
  unreadable?: EndObservation;
  /** How it ended without an answer. */
  end?: EndObservation;
  /** A response came in. */
  answered = false;
  answeredElsewhere = false;
  /** Settles when it is over; rejects when it ended without an answer. */
  readonly over: Promise<void>;
  #isOver = false;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  readonly #whenOver: (() => void)[] = [];

  constructor(onSent: () => void) {
    this.onSent = onSent;
    this.over = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever sent it may have stopped waiting.
    this.over.catch(() => undefined);
  }

  /** Called right before its first byte leaves. */
  readonly markSent = (): void => {
    if (this.sent) return;
    this.sent = true;
    this.onSent();
  };

  /** Nothing more comes of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  whenOver(listener: () => void): void {
    if (this.#isOver) listener();
    else this.#whenOver.push(listener);
  }

  /** A response was read; `elsewhere` when not on the request's own response. */
  answer(elsewhere: boolean): void {
    this.answered = true;
    this.answeredElsewhere = elsewhere;
    this.#close();
  }

  /** Ends it without an answer: with what was seen, or with an error that speaks for itself. */
  fail(end: EndObservation | undefined, error?: Error): void {
    if (this.#isOver) return;
    if (end !== undefined) this.end = end;
    this.#close(error ?? new Error(end?.message ?? 'no answer'));
  }

  /** Nobody waits for it any more. */
  abandon(): void {
    this.#close();
  }

  #close(error?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (error === undefined) this.#resolve();
    else this.#reject(error);
    for (const listener of this.#whenOver) listener();
  }
}

let next: Exchange | undefined;

/**
 * Says which exchange the request is that `send` hands to a transport. The SDK gives a request its id, and hands it over before its `request`
 * returns: in that moment, and only then, the transport finds the exchange here.
 */
export function withExchange<T>(exchange: Exchange, send: () => T): T {
  next = exchange;
  try {
    return send();
  } finally {
    next = undefined;
  }
}

/** The open exchanges of one transport by JSON-RPC id. */
export class ExchangeTable {
  readonly #byId = new Map<string, Exchange>();
  /** The last request that the SDK sent by itself: of its handshake, one after the other. */
  handshake: Exchange | undefined;

  /** Enters a message that is a request; undefined for everything else. */
  enter(message: JSONRPCMessage): Exchange | undefined {
    if (!('method' in message) || !('id' in message)) return undefined;
    const exchange = next ?? new Exchange(() => undefined);
    if (next === undefined) this.handshake = exchange;
    next = undefined;
    exchange.id = message.id;
    exchange.method = message.method;
    const key = String(message.id);
    this.#byId.set(key, exchange);
    exchange.whenOver(() => this.#byId.delete(key));
    return exchange;
  }

  /** Servers that answer with the text of a number mean the number: no two open requests differ in that alone. */
  find(id: unknown): Exchange | undefined {
    return typeof id === 'string' || typeof id === 'number' ? this.#byId.get(String(id)) : undefined;
  }

  open(): Exchange[] {
    return [...this.#byId.values()];
  }
}
