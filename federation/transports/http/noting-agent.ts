import { Agent } from 'undici';
import type { Dispatcher } from 'undici';

export interface Noted {
  /** Called when the request is about to be written to a connection that stands; never when there is none, or it was canceled before. */
  onStart?: () => void;
}

/**
 * Says of each request whether any of it can have left. Error codes do not: a connection that had carried a call ends with the same
 * `EHOSTUNREACH` as one that never came about.
 */
export class NotingAgent extends Agent {
  override dispatch(options: Dispatcher.DispatchOptions & Noted, handler: Dispatcher.DispatchHandler): boolean {
    const { onStart } = options;
    if (onStart !== undefined) noteStart(handler, onStart);
    return super.dispatch(options, handler);
  }
}

/* eslint-disable @typescript-eslint/no-deprecated -- the handler of undici's own `request` is of this form */
function noteStart(handler: Dispatcher.DispatchHandler, onStart: () => void): void {
  const connect = handler.onConnect?.bind(handler);
  handler.onConnect = (abort) => {
    const seen = { aborted: false };
    connect?.((error) => {
      seen.aborted = true;
      abort(error);
    });
    if (!seen.aborted) onStart();
  };
}
