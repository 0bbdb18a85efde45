import type { Json } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** A value in words, for "… must be …, not <this>". */
export function describeValue(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return typeof value === 'number' ? `the number ${value.toString()}` : value.toString();
  return value.length > 40 ? `"${value.slice(0, 40)}…"` : `"${value}"`;
}

/** What stands at a path: `"timeout"`, `item 2 of "depends_on"`, `the document`. */
export function describePath(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the document';
  return typeof last === 'string' ? `"${last}"` : `item ${(last + 1).toString()} of ${describePath(path.slice(0, -1))}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
