import type { Json } from '../json.ts';
import { escapePointer } from '../misfits.ts';

/** What is wrong there, as the end of a sentence, and what to do. */
export const BEYOND_ALL = 'is a number beyond all that can be held; write it as a text';

/**
 * Where in a value a number stands that no double and no integer of ours holds, like 1e999: reading JSON gives infinity for it, and writing JSON
 * null. `pointer` is where the value itself stands; null when there is none.
 */
export function infiniteIn(value: Json | undefined, pointer = ''): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : pointer;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = infiniteIn(item, `${pointer}/${escapePointer(key)}`);
    if (found !== null) return found;
  }
  return null;
}
