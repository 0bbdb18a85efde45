import type { FetchLike } from '@modelcontextprotocol/client';
import { Agent, fetch } from 'undici';
import { limits } from '../limits.ts';
import { currentExchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { parseRetryAfter } from './retry-after.ts';

const refusalTextBytes = 64 * 1024;

export interface WatchedFetchOptions {
  now: () => number;
  /** Called when an event stream opened by GET has ended, for transports that live on that one stream (HTTP+SSE). */
  onEventStreamEnd?: () => void;
}

/** `fetch` that leaves in the current exchange what the SDK does not report: status, `Retry-After`, an endless body. */
export function watchedFetch(options: WatchedFetchOptions): FetchLike {
  return async (url, init) => {
    const exchange = currentExchange();
    const response = await send(url, init);
    if (!response.ok) return noteRefusal(response, exchange, options.now);
    if (response.body === null) return response;
    const isEventStream = init?.method !== 'POST' && isOfType(response, 'text/event-stream');
    const onEnd = isEventStream ? options.onEventStreamEnd : undefined;
    return withBody(response, countBytes(response.body, isEventStream ? undefined : exchange, onEnd));
  };
}

/** Calls have their own deadlines: a tool may be silent for longer than the five minutes that fetch allows by itself. */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: limits.connectMs } });

/** The same standard, typed once by undici and once by the platform. */
async function send(url: string | URL, init: RequestInit | undefined): Promise<Response> {
  const options = { ...init, dispatcher: agent } as Parameters<typeof fetch>[1];
  const response: unknown = await fetch(url, options);
  return response as Response;
}

async function noteRefusal(response: Response, exchange: Exchange | undefined, now: () => number): Promise<Response> {
  const text = await readStart(response.body);
  if (exchange !== undefined) {
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now());
    exchange.http = { status: response.status, text, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  const mayHaveBody = response.status >= 200 && ![204, 205, 304].includes(response.status);
  return new Response(mayHaveBody ? text : null, response);
}

async function readStart(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = body.getReader();
  try {
    while (bytes < refusalTextBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      bytes += value.length;
    }
    await reader.cancel();
  } catch {
    // The status is the answer; its text only helps people.
  }
  return Buffer.concat(parts).subarray(0, refusalTextBytes).toString('utf8');
}

/** Passes a body through, ends the exchange when it grows beyond any message, and says when it is over. */
function countBytes(
  body: ReadableStream<Uint8Array>,
  exchange: Exchange | undefined,
  onEnd: (() => void) | undefined,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          onEnd?.();
          return;
        }
        bytes += value.length;
        if (exchange !== undefined && bytes > limits.messageBytes) {
          const message = `The server answered with more than ${limits.messageBytes} bytes, the most one message may have.`;
          exchange.fail({ kind: 'bad_result', reason: 'too_large', message });
          await reader.cancel();
          controller.error(new Error(message));
          return;
        }
        controller.enqueue(value);
      } catch (error) {
        controller.error(error);
        onEnd?.();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function withBody(response: Response, body: ReadableStream<Uint8Array>): Response {
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}

function isOfType(response: Response, type: string): boolean {
  return (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() === type;
}
