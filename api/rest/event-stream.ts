import { stringifyJson } from '../../plan/numbers/json-text.ts';
/** One event of a `text/event-stream`; data is one line of JSON. */
export function sseEvent(event: string, data: unknown, id?: string): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${stringifyJson(data)}\n\n`;
}

/** What readers ignore, and what keeps a connection open. */
export function sseComment(text: string): string {
  return `: ${text}\n\n`;
}

/** What a source gives, and null whenever it was quiet for so long. */
export async function* withHeartbeat<Item>(source: AsyncIterable<Item>, quietMs: number): AsyncGenerator<Item | null> {
  const items = source[Symbol.asyncIterator]();
  try {
    let next = items.next();
    // A rejection while nobody awaits it is not unhandled: the next round gets it.
    next.catch(() => undefined);
    for (;;) {
      const result = await withinMs(next, quietMs);
      if (result === 'quiet') {
        yield null;
        continue;
      }
      if (result.done === true) return;
      yield result.value;
      next = items.next();
      next.catch(() => undefined);
    }
  } finally {
    await items.return?.();
  }
}

async function withinMs<Result>(promise: Promise<Result>, ms: number): Promise<Result | 'quiet'> {
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<'quiet'>((resolve) => {
    timer = setTimeout(() => resolve('quiet'), ms);
  });
  try {
    return await Promise.race([promise, quiet]);
  } finally {
    clearTimeout(timer);
  }
}
