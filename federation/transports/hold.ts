/** What was taken together: all of it, or of what is above the limit its first and last bytes (a JSON-RPC id stands at one of the two ends). */
export type Held = { kind: 'whole'; bytes: Buffer } | { kind: 'oversized'; head: string; tail: string; size: number };

/** Takes pieces of one thing, and holds no more than a limit of it. */
export interface Hold {
  take(piece: Buffer): void;
  readonly size: number;
  /** Gives what was taken since the last release. */
  release(): Held;
}

const edgeBytes = 256;

export function createHold(limitBytes: number): Hold {
  let pieces: Buffer[] = [];
  let size = 0;
  let head: Buffer | undefined;
  let tail: Buffer = Buffer.alloc(0);
  return {
    get size() {
      return size;
    },
    take: (piece) => {
      size += piece.length;
      if (head !== undefined) {
        tail = Buffer.concat([tail, piece.subarray(-edgeBytes)]).subarray(-edgeBytes);
        return;
      }
      pieces.push(piece);
      if (size <= limitBytes) return;
      const held = Buffer.concat(pieces);
      head = Buffer.from(held.subarray(0, edgeBytes));
      tail = Buffer.from(held.subarray(-edgeBytes));
      pieces = [];
    },
    release: () => {
      const [only] = pieces;
      const held: Held =
        head === undefined
          ? { kind: 'whole', bytes: only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces) }
          : { kind: 'oversized', head: head.toString('utf8'), tail: tail.toString('utf8'), size };
      pieces = [];
      size = 0;
      head = undefined;
      return held;
    },
  };
}
