/**
 * Whether only a mistake in a program throws such an error. Node and `fetch` use the same classes for what others did wrong, and then say
 * so by a code or a cause. Asked only while nothing was sent: later a strange answer may have led the protocol library astray.
 */
export function isProgrammingError(error: unknown): boolean {
  const isMistake = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return isMistake && error.cause === undefined && !('code' in error);
}
