/** Splits a byte stream into lines and holds no more than `limitBytes` of one. */
export interface LineReader {
  push(chunk: Buffer): void;
}

export interface LineSink {
  line(text: string): void;
  /** A line above the limit: its first and last bytes (a JSON-RPC id stands at one of the two ends) and its size. */
  oversized(head: string, tail: string, bytes: number): void;
}

const edgeBytes = 256;

export function createLineReader(limitBytes: number, sink: LineSink): LineReader {
  let parts: Buffer[] = [];
  let bytes = 0;
  let head: Buffer | undefined;
  let tail: Buffer = Buffer.alloc(0);

  const take = (part: Buffer): void => {
    bytes += part.length;
    if (head !== undefined) {
      tail = Buffer.concat([tail, part]).subarray(-edgeBytes);
      return;
    }
    parts.push(part);
    if (bytes <= limitBytes) return;
    const held = Buffer.concat(parts);
    head = Buffer.from(held.subarray(0, edgeBytes));
    tail = Buffer.from(held.subarray(-edgeBytes));
    parts = [];
  };

  const end = (): void => {
    const held = head;
    const size = bytes;
    const whole = held === undefined ? Buffer.concat(parts).toString('utf8') : '';
    parts = [];
    bytes = 0;
    head = undefined;
    if (held === undefined) sink.line(whole.endsWith('\r') ? whole.slice(0, -1) : whole);
    else sink.oversized(held.toString('utf8'), tail.toString('utf8'), size);
  };

  return {
    push: (chunk) => {
      let start = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, start)) {
        take(chunk.subarray(start, at));
        end();
        start = at + 1;
      }
      if (start < chunk.length) take(chunk.subarray(start));
    },
  };
}
