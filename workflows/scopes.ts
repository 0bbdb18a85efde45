import { CancellationScope, condition } from '@temporalio/workflow';
import type { CancelToken } from './interpreter/cancel-token.ts';

/** Temporal's cancellation scopes for the interpreter's tokens. */
export interface Scopes {
  /** Runs the work where the token cancels it; work that is there already makes no promise of its own. */
  within<T>(cancel: CancelToken, work: () => Promise<T>): Promise<T>;
  /** Runs the work where nothing is canceled. */
  shielded<T>(work: () => Promise<T>): Promise<T>;
  /** Waits there. */
  until(predicate: () => boolean): Promise<void>;
}

/** Made inside the execution's non-cancellable scope: only a token of the interpreter cancels anything (S29). */
export function createScopes(): Scopes {
  const shielded = CancellationScope.current();
  const scopes = new WeakMap<CancelToken, CancellationScope>();
  const scopeOf = (cancel: CancelToken): CancellationScope => {
    const known = scopes.get(cancel);
    if (known !== undefined) return known;
    const scope = new CancellationScope({ cancellable: true, parent: shielded });
    scopes.set(cancel, scope);
    cancel.onCancel(() => {
      scope.cancel();
    });
    return scope;
  };
  const inside = <T>(scope: CancellationScope, work: () => Promise<T>): Promise<T> =>
    CancellationScope.current() === scope ? work() : scope.run(work);
  return {
    within: (cancel, work) => inside(scopeOf(cancel), work),
    shielded: (work) => inside(shielded, work),
    until: (predicate) => inside(shielded, () => condition(predicate)),
  };
}
