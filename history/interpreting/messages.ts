import type { ExecutionEvent } from '../../plan/events.ts';
import { RESERVED_SIGNALS, type OperatorVerb } from '../../plan/messages.ts';
import type { Interpreter } from '../../workflows/interpreter/interpret.ts';
import { ask } from '../../workflows/tell.ts';
import type { Fact } from '../fact.ts';

/** Tells the interpreter what people and other systems said, as `workflows/messages.ts` does. */
export function hear(interpreter: Interpreter, fact: Fact, now: number, report: (event: ExecutionEvent) => void): void {
  if (fact.kind !== 'signaled' && fact.kind !== 'update_accepted') return;
  const { name, argument } = fact;
  if (name === null) return;
  if (!isVerb(name)) {
    interpreter.signal(name, argument ?? null);
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

function isVerb(name: string): name is OperatorVerb {
  return VERBS.has(name);
}

const VERBS = new Set<string>(RESERVED_SIGNALS);
