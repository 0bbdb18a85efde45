import type { Scalar } from 'yaml';

/**
 * For one scalar: offset in its decoded text → offset in the file, or null when the two do not map one to one.
 * An expression's problem is shown at its exact column with this.
 */
export function scalarOffsets(scalar: Scalar, text: string): ((offset: number) => number | undefined) | null {
  const { range, value } = scalar;
  if (range === undefined || range === null || typeof value !== 'string') return null;
  const source = text.slice(range[0], range[1]);
  const map = decode(source, value, scalar.type);
  return map === null ? null : (offset) => (map[offset] === undefined ? undefined : range[0] + map[offset]);
}

/** For each UTF-16 unit of the value, and for its end, the offset in `source`. */
function decode(source: string, value: string, type: Scalar['type']): number[] | null {
  switch (type) {
    case 'PLAIN':
      return source === value ? identity(value, 0) : null;
    case 'QUOTE_SINGLE':
    case 'QUOTE_DOUBLE':
      return source.slice(1, -1) === value ? identity(value, 1) : escaped(source, value, type);
    case 'BLOCK_LITERAL':
      return literalBlock(source, value);
    default:
      return null;
  }
}

function identity(value: string, shift: number): number[] {
  return Array.from({ length: value.length + 1 }, (_, index) => index + shift);
}

/** One line with escapes: `''` in single quotes, `\n` and the like in double quotes. */
function escaped(source: string, value: string, type: 'QUOTE_SINGLE' | 'QUOTE_DOUBLE'): number[] | null {
  if (source.includes('\n')) return null;
  const unit = type === 'QUOTE_SINGLE' ? /''|[^]/y : /\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^U]|[^\\]/y;
  const map: number[] = [];
  unit.lastIndex = 1;
  while (unit.lastIndex < source.length - 1) {
    const at = unit.lastIndex;
    if (!unit.test(source)) return null;
    map.push(at);
  }
  map.push(source.length - 1);
  return map.length === value.length + 1 ? map : null;
}

/** `|`: every line of the value is a line of the source without its indentation. */
function literalBlock(source: string, value: string): number[] | null {
  const map: number[] = [];
  let lineStart = source.indexOf('\n') + 1;
  if (lineStart === 0) return null;
  for (const line of value.split('\n')) {
    const lineEnd = source.indexOf('\n', lineStart);
    const written = source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd).replace(/\r$/, '');
    if (!written.endsWith(line)) return line === '' ? finish(map, source, value) : null;
    const first = lineStart + written.length - line.length;
    for (let index = 0; index <= line.length; index++) map.push(first + index);
    if (lineEnd === -1) break;
    lineStart = lineEnd + 1;
  }
  return finish(map, source, value);
}

/** The end of the value may lie behind the last line break of the source. */
function finish(map: number[], source: string, value: string): number[] | null {
  while (map.length < value.length + 1) map.push(source.length);
  return map.length >= value.length + 1 ? map.slice(0, value.length + 1) : null;
}
