import type { ExecutionEvent } from '../../plan/events.ts';
import { isOperatorVerb } from '../../plan/messages.ts';
import type { Interpreter } from '../../workflows/interpreter/interpret.ts';
import { ask } from '../../workflows/tell.ts';
import type { Fact } from '../fact.ts';

/** Tells the interpreter what people and other systems said, as `workflows/messages.ts` does. */
export function hear(
  interpreter: Interpreter,
  isWaitedFor: (signal: string) => boolean,
  fact: Fact,
  now: number,
  report: (event: ExecutionEvent) => void,
): void {
  if (fact.kind !== 'signaled' && fact.kind !== 'update_accepted') return;
  const { name, argument } = fact;
  if (name === null) return;
  if (!isOperatorVerb(name)) {
    if (isWaitedFor(name)) interpreter.signal(name, argument ?? null);
    // The SDK keeps it from the workflow: only who reads the history can say so.
    else report(dropped(name, 'no step of this execution waits for it.', now));
    return;
  }
  const problem = ask(interpreter, name, argument, true);
  if (problem !== null) report(dropped(name, problem, now));
}

/** A signal that does not fit is ignored; this says so. */
function dropped(name: string, problem: string, now: number): ExecutionEvent {
  const message = `The signal "${name}" was ignored: ${problem}`;
  return { type: 'notice', notice: 'SignalDropped', at: new Date(now).toISOString(), path: null, message };
}
