import { Fault } from '../errors.ts';

/**
 * CEL's logic that absorbs errors: the first part that is `decisive` decides, whatever fails before or after it.
 * Otherwise the first failure is thrown, otherwise the opposite holds. A spent limit is never absorbed.
 */
export function absorb(parts: Iterable<() => boolean>, decisive: boolean): boolean {
  let failure: Fault | undefined;
  for (const part of parts) {
    try {
      if (part() === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof Fault) || error.isLimit) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return !decisive;
}
