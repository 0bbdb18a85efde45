import type { Parts } from '../parts.ts';

/**
 * Calls back when definitions were added, changed or removed; gives a function that ends it. It says nothing of what has changed, so it
 * takes no caller.
 */
export function watchDefinitions({ definitions }: Parts) {
  return (listener: () => void): (() => void) => definitions.onChange(listener);
}
