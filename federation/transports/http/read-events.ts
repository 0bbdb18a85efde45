import type { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';
import { limits } from '../../limits.ts';
import { createEventSplitter } from './event-splitter.ts';
import { readPieces, textOf, TooLargeError } from './read-body.ts';

export interface EventListener {
  /** An event with data. Says whether more are wanted. */
  event(event: EventSourceMessage): 'more' | 'enough';
  /** The first and last bytes of the data of an event above the limit, which is skipped. Where this is absent, such an event ends the reading. */
  oversized?(head: string, tail: string, bytes: number): void;
  /** The id to resume behind, also of an event without data. */
  id(id: string): void;
  /** Milliseconds to wait before asking again. */
  retry(ms: number): void;
}

/**
 * Reads an event stream until it ends or nothing more is wanted. A stream may be long, a single event may not: all its bytes count, and it is
 * looked at when it is there as a whole. The last event counts also when the blank line behind it is missing: half an event is no JSON.
 */
export async function readEvents(body: Readable, listener: EventListener): Promise<void> {
  const seen = { enough: false };
  const parser = createParser({
    onEvent: (event) => {
      if (event.id !== undefined && event.id !== '') listener.id(event.id);
      if (event.data !== '') seen.enough = listener.event(event) === 'enough';
    },
    onRetry: (ms) => {
      listener.retry(ms);
    },
  });
  const splitter = createEventSplitter(limits.messageBytes, (held) => {
    if (seen.enough) return;
    if (held.kind === 'oversized') {
      if (listener.oversized === undefined) throw new TooLargeError();
      listener.oversized(dataIn(held.head), dataIn(held.tail), held.size);
      return;
    }
    // The parser waits for what may follow a carriage return.
    parser.feed(`${textOf(held.bytes, undefined)}\n`);
  });
  await readPieces(body, (piece) => {
    splitter.push(piece);
    if (listener.oversized === undefined && splitter.size > limits.messageBytes) throw new TooLargeError();
    return seen.enough ? 'enough' : 'more';
  });
  if (seen.enough) return;
  splitter.push(Buffer.from('\n\n'));
}

/** A part of an event without what is no data. */
function dataIn(part: string): string {
  return part.replace(/^(?:(?!data:)[^\r\n]*[\r\n]+)*data: ?/, '').replace(/[\r\n]+data: ?/g, '\n');
}
