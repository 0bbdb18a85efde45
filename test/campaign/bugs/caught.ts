/** What the model and a short campaign found in one build. */
export interface Found {
  /** Started sagas, and kinds of faults that were injected. */
  sagas: number;
  kinds: readonly string[];
  /** Of each violated invariant the count, and its first case by the order of the starts. */
  invariants: Record<string, { count: number; after: number; example: string }>;
  /** Why the campaign broke off; null when it did not. */
  brokeOff: string | null;
  model: { scenarios: number; violated: number };
}

/** One row of the mutation table. */
export interface Caught {
  bug: string;
  what: string;
  seed: number;
  found: Found;
  /** The same look at a build without a bug: what it has, too, says nothing about the bug. */
  control: Found;
}

export function isCaught(row: Caught): boolean {
  return invariantsOf(row).length > 0 || isCaughtByModel(row);
}

export function isCaughtByModel({ found, control }: Caught): boolean {
  return found.model.violated > 0 && control.model.violated === 0;
}

/** Invariants that are violated with the bug and hold without it, the earliest first. */
export function invariantsOf({
  found,
  control,
}: Caught): { id: string; count: number; after: number; example: string }[] {
  return Object.entries(found.invariants)
    .filter(([id]) => !Object.hasOwn(control.invariants, id))
    .map(([id, one]) => ({ id, ...one }))
    .toSorted((a, b) => a.after - b.after);
}
