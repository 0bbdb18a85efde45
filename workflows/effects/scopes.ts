import { CancellationScope, condition } from '@temporalio/workflow';
import type { CancelToken } from '../interpreter/cancel-token.ts';

/** Temporal's cancellation scopes for the interpreter's tokens: only a token of the interpreter cancels anything (S29). */
export interface Scopes {
  /** Where nothing is canceled. */
  readonly shield: CancellationScope;
  /** Runs the work where the token cancels it; work that is there already makes no promise of its own. */
  within<T>(cancel: CancelToken, work: () => Promise<T>): Promise<T>;
  /** Runs the work in the shield. */
  shielded<T>(work: () => Promise<T>): Promise<T>;
  /** Waits there. */
  until(predicate: () => boolean): Promise<void>;
}

/** Nothing runs in the shield but what asks for it: in the isolate a scope costs promises when it is made, and more when it is entered. */
export function createScopes(): Scopes {
  const shield = new CancellationScope({ cancellable: false });
  const scopes = new WeakMap<CancelToken, CancellationScope>();
  const scopeOf = (cancel: CancelToken): CancellationScope => {
    const known = scopes.get(cancel);
    if (known !== undefined) return known;
    const scope = new CancellationScope({ cancellable: true, parent: shield });
    scopes.set(cancel, scope);
    cancel.onCancel(() => {
      scope.cancel();
    });
    return scope;
  };
  const inside = <T>(scope: CancellationScope, work: () => Promise<T>): Promise<T> =>
    CancellationScope.current() === scope ? work() : scope.run(work);
  return {
    shield,
    within: (cancel, work) => inside(scopeOf(cancel), work),
    shielded: (work) => inside(shield, work),
    until: (predicate) => inside(shield, () => condition(predicate)),
  };
}
