import type { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';
import { limits } from '../../limits.ts';
import { readPieces, TooLargeError } from './read-body.ts';

export interface EventListener {
  /** An event with data. Says whether more are wanted. */
  event(event: EventSourceMessage): 'more' | 'enough';
  /** The id to resume behind, also of an event without data. */
  id(id: string): void;
  /** Milliseconds to wait before asking again. */
  retry(ms: number): void;
}

/**
 * Reads an event stream until it ends or nothing more is wanted. A stream may be long, a single event may not. The last event counts also
 * when the blank line behind it is missing: half an event is no JSON.
 */
export async function readEvents(body: Readable, listener: EventListener): Promise<void> {
  const seen = { enough: false, tooLarge: false };
  const parser = createParser({
    onEvent: (event) => {
      if (seen.enough) return;
      if (event.id !== undefined && event.id !== '') listener.id(event.id);
      if (event.data !== '') seen.enough = listener.event(event) === 'enough';
    },
    onRetry: (ms) => {
      listener.retry(ms);
    },
    onError: ({ type }) => {
      seen.tooLarge ||= type === 'max-buffer-size-exceeded';
    },
    maxBufferSize: limits.messageBytes,
  });
  const decoder = new TextDecoder();
  const feed = (text: string): 'more' | 'enough' => {
    parser.feed(text);
    if (seen.tooLarge) throw new TooLargeError();
    return seen.enough ? 'enough' : 'more';
  };
  await readPieces(body, (piece) => feed(decoder.decode(piece, { stream: true })));
  if (!seen.enough) feed(`${decoder.decode()}\n\n`);
}
