import { didYouMean } from '../../../compiler/suggest.ts';
import type { Json } from '../../../plan/json.ts';
import { isDecisionVerb, isOperatorVerb, type OperatorVerb } from '../../../plan/messages.ts';
import type { Misfit } from '../../../plan/misfits.ts';
import { asPlanReads } from '../../../plan/numbers/as-plan-reads.ts';
import type { Plan, WaitForStep } from '../../../plan/plan.ts';
import { waitsOf } from '../../../plan/signals.ts';
import { isOpen } from '../../../plan/view.ts';
import { demand, mayDecide, mayStart } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import { misfitsOfValue } from '../misfits-of-value.ts';
import type { Parts } from '../parts.ts';
import { demandFinite } from './demand-finite.ts';
import { targetOf } from './route.ts';

/**
 * Sends a signal that a `wait_for` step takes, of the execution or of the child that is named. Throws `unknown-signal` for a name that no step
 * of its own plan waits for, and `invalid-input` for a payload that fits none of those who wait for it. Operator verbs are no signals here:
 * they are Updates with an answer.
 */
export function signal(parts: Parts) {
  return async (
    caller: Caller,
    id: string,
    name: string,
    payload: Json,
    { executionId }: { executionId?: string } = {},
  ): Promise<void> => {
    const target = await targetOf(parts, caller, id, executionId);
    const { definition, runId, status } = target.owner;
    demand(mayStart(caller, definition) || mayDecide(caller), `signal "${id}"`, `definition:${definition}:start`);
    if (isOperatorVerb(name)) throw new OperationError('refused', remedyFor(name, id));
    demandFinite(payload, '');
    // One that is over takes nothing, and says so itself.
    if (isOpen(status)) demandWaitedFor(target.id, await parts.executions.plan(target.id, runId), name, payload);
    await parts.executions.signal(target.id, name, payload);
  };
}

function remedyFor(verb: OperatorVerb, id: string): string {
  const command = isDecisionVerb(verb) ? `sagaflow decide ${id} ${verb}` : `sagaflow ${verb} ${id} <step>`;
  return `"${verb}" is an operator's verb and no signal. Use: ${command}`;
}

function demandWaitedFor(id: string, plan: Plan | null, name: string, payload: Json): void {
  if (plan === null) {
    const message = `"${id}" has no plan yet, so nobody knows which signals it waits for. Send it again in a moment.`;
    throw new OperationError('definition-not-ready', message);
  }
  const waits = waitsOf(plan);
  const steps = waits.get(name);
  if (steps === undefined) throw new OperationError('unknown-signal', nobodyWaits(id, name, [...waits.keys()]));
  const found = misfitsFor(steps, asPlanReads(plan, payload));
  if (found.length === 0) return;
  const names = steps.map((step) => `"${step.name}"`).join(' and ');
  const list = found.map(({ pointer, message }) => `  ${pointer === '' ? '(the whole payload)' : pointer} ${message}`);
  const message = [`The signal "${name}" does not fit what ${names} of "${id}" waits for:`, ...list].join('\n');
  throw new OperationError('invalid-input', message, { misfits: found });
}

function nobodyWaits(id: string, name: string, known: string[]): string {
  const guess = didYouMean(name, known);
  const says = `No step of "${id}" waits for a signal "${name}".`;
  if (guess !== undefined) return `${says} Did you mean "${guess}"?`;
  if (known.length === 0)
    return `${says} None of its steps waits for a signal; a child takes its own, under its own id.`;
  return `${says} It waits for ${known.map((one) => `"${one}"`).join(', ')}.`;
}

/** Of the step that it comes nearest to; empty when it fits one of them. */
function misfitsFor(steps: readonly WaitForStep[], payload: Json): Misfit[] {
  const found = steps.map(({ schema }) => (schema === null ? [] : misfitsOfValue(schema, payload)));
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
}
