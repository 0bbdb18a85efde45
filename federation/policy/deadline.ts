import type { Observation } from '../../plan/observation.ts';
import { longestTimerMs } from '../limits.ts';
import { inWords } from '../../plan/duration.ts';

/** One signal for "the caller gave up" and "the time is over", which remembers which of the two it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Undefined while there is time left. */
  cause(): 'canceled' | 'timeout' | undefined;
  remainingMs(): number;
  /** Rejects with `DeadlineOver` when that comes first; otherwise settles like `work`, which goes on by itself. */
  race<T>(work: Promise<T>): Promise<T>;
  release(): void;
}

/** Tells the end of a deadline apart from every other error, above all from mistakes of this program. */
export class DeadlineOver extends Error {}

/** `timeoutMs` may be Infinity: then only the caller can end it. */
export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const endsAt = performance.now() + timeoutMs;
  let cause: 'canceled' | 'timeout' | undefined;
  const end = (why: 'canceled' | 'timeout', reason: DeadlineOver): void => {
    cause ??= why;
    controller.abort(reason);
  };
  const onAbort = (): void => {
    // The caller may be a deadline itself, which knows better why it is over.
    const reason: unknown = caller?.reason;
    end('canceled', reason instanceof DeadlineOver ? reason : new DeadlineOver('canceled by the caller'));
  };
  const onTime = (): void => {
    end('timeout', new DeadlineOver(`no answer within ${inWords(timeoutMs)}`));
  };
  const timer =
    timeoutMs === Infinity ? undefined : setTimeout(onTime, Math.min(Math.max(timeoutMs, 0), longestTimerMs));
  if (caller?.aborted === true) onAbort();
  caller?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    timeoutMs,
    cause: () => cause,
    remainingMs: () => Math.min(Math.max(endsAt - performance.now(), 1), longestTimerMs),
    race: (work) => raceAgainst(controller.signal, work),
    release: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
    },
  };
}

/** A deadline within a deadline: the shorter time counts and is named, the outer cause wins. */
export function narrowDeadline(outer: Deadline, timeoutMs: number): Deadline {
  const inner = startDeadline(timeoutMs, outer.signal);
  const endsFirst = outer.remainingMs() < timeoutMs ? outer : inner;
  return {
    ...inner,
    timeoutMs: endsFirst.timeoutMs,
    cause: () => outer.cause() ?? inner.cause(),
    remainingMs: () => Math.min(outer.remainingMs(), inner.remainingMs()),
  };
}

/** The deadline came before anything was sent (SAGAS O1, O2). */
export function overBeforeSending(deadline: Deadline, server: string, detail = ''): Observation {
  if (deadline.cause() === 'canceled') {
    return { kind: 'refused_here', reason: 'canceled', message: `Canceled before anything was sent to "${server}".` };
  }
  const message =
    `The time (${inWords(deadline.timeoutMs)}) was over before anything was sent to "${server}". ${detail}`.trim();
  return { kind: 'not_sent', reason: 'connect', message };
}

function raceAgainst<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
