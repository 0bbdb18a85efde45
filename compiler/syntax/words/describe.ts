import type { Json } from '../../../plan/json.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** A value in words, for "… must be …, not <this>". */
export function describeValue(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'boolean') return value.toString();
  if (typeof value !== 'string') return `the number ${cut(value.toString())}`;
  return `"${cut(value)}"`;
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
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
