/** Cancellation as a value: the interpreter owns when it fires, the effects decide what that means for a call or a timer. */
export interface CancelToken {
  readonly canceled: boolean;
  cancel(): void;
  /** Runs `listener` once, at once when already canceled; gives a function that takes it back. */
  onCancel(listener: () => void): () => void;
}

export function createCancelToken(): CancelToken {
  const listeners = new Set<() => void>();
  let canceled = false;
  return {
    get canceled() {
      return canceled;
    },
    cancel() {
      if (canceled) return;
      canceled = true;
      for (const listener of listeners) listener();
      listeners.clear();
    },
    onCancel(listener) {
      if (canceled) {
        listener();
        return () => undefined;
      }
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
