/** Bytes of a stream that comes in any pieces, changed line by line: a number or a text is never seen in halves. */
export interface Lines {
  /** What can go on by now. */
  push(bytes: Uint8Array): string;
  /** The rest, after the last piece. */
  end(): string;
}

export function changeLines(change: (text: string) => string): Lines {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  const take = (text: string): string => {
    const newline = text.lastIndexOf('\n');
    const before = rest.length;
    rest += text;
    const end = rest.length > LONGEST_LINE ? rest.length : newline === -1 ? 0 : before + newline + 1;
    const complete = rest.slice(0, end);
    rest = rest.slice(end);
    return complete === '' ? '' : change(complete);
  };
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => change(rest + decoder.decode()),
  };
}

/** Longer than any message that is taken: whoever reads it refuses it, and it is not kept until then. */
const LONGEST_LINE = 16 * 1024 * 1024;
