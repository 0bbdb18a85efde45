import type { Parser } from './parser.ts';

/** Items separated by commas up to `close`, which is taken; a comma may follow the last one. */
export function parseItems<T>(parser: Parser, close: string, readItem: () => T): T[] {
  const items: T[] = [];
  while (parser.accept(close) === undefined) {
    items.push(parser.nested(readItem));
    if (parser.accept(',') === undefined && !parser.isSymbol(close)) throw parser.unexpected(`"," or "${close}"`);
  }
  return items;
}
