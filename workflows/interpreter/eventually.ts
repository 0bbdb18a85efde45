/**
 * A value now or later. In the isolate every promise costs a stack trace, because Temporal keeps one for its stack-trace query; so on
 * the way that most steps take, none is made besides the one that the call itself brings.
 */
export type Eventually<T> = T | PromiseLike<T>;

/** What to do with a value, now or when it is there. */
export function after<T, R>(value: Eventually<T>, then: (value: T) => Eventually<R>): Eventually<R> {
  if (isLater(value)) return value.and(then);
  if (value instanceof Promise) return (value as Promise<T>).then(then);
  return then(value as T);
}

/** There already: nothing has to be awaited. */
export function isNow<T>(value: Eventually<T>): value is T {
  return !(value instanceof Promise || value instanceof Later);
}

export function isLater<T>(value: Eventually<T>): value is Later<T> {
  return value instanceof Later;
}

/** What a promise's end leads to, as functions that wait to be composed: nothing hangs on the promise before somebody awaits it. */
export class Later<T> implements PromiseLike<T> {
  readonly source: Promise<unknown>;
  /** Goes on from the source's end: its value, or its error. */
  readonly proceed: (end: unknown, isError: boolean) => Eventually<T>;

  constructor(source: Promise<unknown>, proceed: (end: unknown, isError: boolean) => Eventually<T>) {
    this.source = source;
    this.proceed = proceed;
  }

  and<R>(then: (value: T) => Eventually<R>): Later<R> {
    return new Later(this.source, (end, isError) => after(this.proceed(end, isError), then));
  }

  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.source
      .then(
        (value) => this.proceed(value, false),
        (error: unknown) => this.proceed(error, true),
      )
      .then(onValue, onError);
  }
}
