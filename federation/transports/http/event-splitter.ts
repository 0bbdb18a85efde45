import { createHold } from '../hold.ts';
import type { Held } from '../hold.ts';

/** Splits the bytes of an event stream at the blank lines behind its events, and holds no more than `limitBytes` of one. */
export interface EventSplitter {
  /** Bytes of the event that has not ended yet. */
  readonly size: number;
  push(piece: Buffer): void;
}

const lineFeed = 10;
const carriageReturn = 13;

/** `take` is given each event with its blank line, comments and all; a line may end in LF, CR or both. */
export function createEventSplitter(limitBytes: number, take: (event: Held) => void): EventSplitter {
  const hold = createHold(limitBytes);
  let isAtLineStart = true;
  let wasReturn = false;

  const push = (piece: Buffer): void => {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      const isSecondHalf = wasReturn && byte === lineFeed;
      wasReturn = byte === carriageReturn;
      if (isSecondHalf) {
        if (start === at) start += 1;
        continue;
      }
      if (byte !== lineFeed && byte !== carriageReturn) {
        isAtLineStart = false;
        continue;
      }
      // Blank lines in a row are one.
      if (isAtLineStart && start === at && hold.size === 0) start += 1;
      else if (isAtLineStart) {
        hold.take(piece.subarray(start, at + 1));
        start = at + 1;
        take(hold.release());
      }
      isAtLineStart = true;
    }
    if (start < piece.length) hold.take(piece.subarray(start));
  };
  return {
    get size() {
      return hold.size;
    },
    push,
  };
}
