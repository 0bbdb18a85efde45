import type { Json } from './json.ts';

/**
 * JSON with sorted keys and no spaces: equal values give equal text, so that its sha256 names the value.
 * Keys sort by UTF-16 units. An `undefined` property (an optional field that TypeScript lets through) is left out.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const item = value[key];
      return item === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(item)}`];
    });
  return `{${entries.join(',')}}`;
}
