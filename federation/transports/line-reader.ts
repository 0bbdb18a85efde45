import { createHold } from './hold.ts';

/** Splits a byte stream into lines and holds no more than `limitBytes` of one. */
export interface LineReader {
  push(chunk: Buffer): void;
}

export interface LineSink {
  line(text: string): void;
  /** A line above the limit: its first and last bytes and its size. */
  oversized(head: string, tail: string, bytes: number): void;
}

export function createLineReader(limitBytes: number, sink: LineSink): LineReader {
  const hold = createHold(limitBytes);

  const end = (): void => {
    const held = hold.release();
    if (held.kind === 'oversized') {
      sink.oversized(held.head, held.tail, held.size);
      return;
    }
    const line = held.bytes.toString('utf8');
    sink.line(line.endsWith('\r') ? line.slice(0, -1) : line);
  };

  return {
    push: (chunk) => {
      let start = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, start)) {
        hold.take(chunk.subarray(start, at));
        end();
        start = at + 1;
      }
      if (start < chunk.length) hold.take(chunk.subarray(start));
    },
  };
}
