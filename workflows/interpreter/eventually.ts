/**
 * A value now or later. In the isolate every promise costs a stack trace, because Temporal keeps one for its stack-trace query; so on
 * the way that most steps take, none is made that need not be.
 */
export type Eventually<T> = T | Promise<T>;

export function after<T, R>(value: Eventually<T>, then: (value: T) => Eventually<R>): Eventually<R> {
  return value instanceof Promise ? value.then(then) : then(value);
}
