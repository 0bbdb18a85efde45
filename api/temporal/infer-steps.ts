import { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import { evaluate } from '../../plan/expressions/evaluate.ts';
import type { Json } from '../../plan/json.ts';
import type { Step } from '../../plan/plan.ts';
import type { StepStatus } from '../../plan/view.ts';
import { hasEnded, rowOf } from './folding.ts';
import type { Folded, Folding } from './folding.ts';
import { innerScope, rootScope, scopeAt } from './scope-of-history.ts';
import type { KnownScope } from './scope-of-history.ts';
import { pathAt } from './step-paths.ts';

/**
 * What a history says without an event of its own: a step whose dependants have started has ended; one whose dependencies have ended
 * and that makes no call waits; a list of steps ends with its last. Gives one round of conclusions, to be asked again until there are none.
 */
export function inferSteps(folding: Folding, at: string): Folded[] {
  if (folding.view.status !== 'running') return [];
  const found: Folded[] = [];
  inferList({ folding, at, found }, folding.plan.steps, [], rootScope(folding));
  return found;
}

interface Inference {
  folding: Folding;
  at: string;
  found: Folded[];
}

function inferList(inference: Inference, steps: readonly Step[], above: readonly number[], outer: KnownScope): void {
  const { folding } = inference;
  const scope = scopeAt(folding, steps, above, outer);
  const dependants = dependantsIn(steps);
  for (const step of steps) {
    const path = pathAt(step.name, above);
    const status = rowOf(folding, path)?.status ?? 'pending';
    if (isOpen(status) && dependants.get(step.name)?.some((name) => hasBegun(folding, pathAt(name, above)))) {
      pass(inference, step, path, status);
    } else if (isOpen(status) && isReady(folding, step, above)) {
      inferStep(inference, { step, above, path, status, scope });
    }
  }
}

function dependantsIn(steps: readonly Step[]): ReadonlyMap<string, string[]> {
  const known = dependantsOf.get(steps);
  if (known !== undefined) return known;
  const dependants = new Map<string, string[]>(steps.map(({ name }) => [name, []]));
  for (const { name, dependsOn } of steps) for (const earlier of dependsOn) dependants.get(earlier)?.push(name);
  dependantsOf.set(steps, dependants);
  return dependants;
}

const dependantsOf = new WeakMap<readonly Step[], ReadonlyMap<string, string[]>>();

function isOpen(status: StepStatus): boolean {
  return (
    status === 'pending' || status === 'running' || status === 'waiting' || status === 'failed' || status === 'parked'
  );
}

function hasBegun(folding: Folding, path: string): boolean {
  return (rowOf(folding, path)?.status ?? 'pending') !== 'pending';
}

function isReady(folding: Folding, step: Step, above: readonly number[]): boolean {
  return step.dependsOn.every((name) => hasEnded(folding, pathAt(name, above), name));
}

/** The steps after it have started, so it has ended: a probe, an operator or a signal may have said so. */
function pass({ folding, at, found }: Inference, step: Step, path: string, status: StepStatus): void {
  if (status === 'failed' && (step.onFailure === 'continue' || folding.isStopped)) return;
  if (status === 'parked') return;
  found.push({ event: { type: status === 'pending' ? 'step_skipped' : 'step_completed', at, path }, call: null });
}

interface Here {
  step: Step;
  above: readonly number[];
  path: string;
  status: StepStatus;
  scope: KnownScope;
}

function inferStep(inference: Inference, here: Here): void {
  const { folding, at, found } = inference;
  const { step, path, status, above, scope } = here;
  if (status === 'pending' && !folding.isStopped && wanted(step, scope) === false) {
    found.push({ event: { type: 'step_skipped', at, path }, call: null });
    return;
  }
  if (step.forEach === null) inferUnit(inference, here, path, above, scope);
  else inferIterations(inference, here);
}

/** Whether `when` holds; undefined when the history does not say. */
function wanted(step: Step, scope: KnownScope): boolean | undefined {
  if (step.when === null) return true;
  const { when } = step;
  const value = attempt(scope, (known) => evaluate(when, known));
  return value === null ? false : typeof value === 'boolean' ? value : undefined;
}

function inferIterations(inference: Inference, here: Here): void {
  const { folding, at, found } = inference;
  const { step, path, status, above, scope } = here;
  const { forEach } = step;
  if (forEach === null) return;
  const items = attempt(scope, (known) => evaluateTemplate(forEach.items, known));
  const count = Array.isArray(items) ? items.length : undefined;
  for (let index = 0; hasBegun(folding, pathAt(step.name, [...above, index])); index += 1) {
    const item = Array.isArray(items) ? items[index] : undefined;
    const inner = innerScope(scope, forEach.as, item, index);
    inferUnit(inference, here, pathAt(step.name, [...above, index]), [...above, index], inner);
  }
  if (count === undefined || (status === 'pending' && count > 0)) return;
  const isDone = Array.from({ length: count }, (_, index) => pathAt(step.name, [...above, index])).every((own) =>
    hasEnded(folding, own, step.name),
  );
  if (isDone) found.push({ event: { type: 'step_completed', at, path }, call: null });
}

/** The verb, once: of a whole step or of one iteration. */
function inferUnit(inference: Inference, here: Here, path: string, inside: readonly number[], scope: KnownScope): void {
  const { folding, at, found } = inference;
  const { step } = here;
  const status = rowOf(folding, path)?.status ?? 'pending';
  if (step.kind === 'approval' || step.kind === 'wait_for') inferWait(inference, here, path, status, scope);
  if (step.kind === 'tools' && status === 'running') {
    const calls = step.calls.map(({ tool }) => rowOf(folding, `${path}.${tool}`)?.status);
    if (calls.every((call) => call === 'completed'))
      found.push({ event: { type: 'step_completed', at, path }, call: null });
  }
  if (step.kind === 'group') {
    if (status === 'pending' && wanted(step, here.scope) !== true) return;
    inferList(inference, step.steps, inside, scope);
    const isDone = step.steps.every(({ name }) => hasEnded(folding, pathAt(name, inside), name));
    if (isDone && status === 'running') found.push({ event: { type: 'step_completed', at, path }, call: null });
  }
}

function inferWait(
  { folding, at, found }: Inference,
  { step, scope: outer }: Here,
  path: string,
  status: StepStatus,
  scope: KnownScope,
): void {
  if (step.kind !== 'approval' && step.kind !== 'wait_for') return;
  if (status === 'pending' && !folding.isStopped && wanted(step, outer) === true) {
    const isApproval = step.kind === 'approval';
    const prompt = isApproval ? attempt(scope, (known) => evaluateTemplate(step.prompt, known)) : undefined;
    const message = isApproval ? (typeof prompt === 'string' ? prompt : '') : `waits for the signal "${step.signal}"`;
    const kind = isApproval ? 'approval' : 'signal';
    const form = isApproval ? step.form : step.schema;
    found.push({ event: { type: 'step_waiting', at, path, kind, form, message }, call: null });
    return;
  }
  if (status !== 'waiting' || step.kind !== 'wait_for' || step.schema !== null) return;
  const [first, ...rest] = folding.queued.get(step.signal) ?? [];
  if (first === undefined) return;
  folding.queued.set(step.signal, rest);
  folding.outputs.set(path, first);
  found.push({ event: { type: 'step_completed', at, path }, call: null });
}

/** An expression over what is known; undefined when too little is. */
function attempt(scope: KnownScope, evaluation: (known: Record<string, Json>) => Json): Json | undefined {
  if (scope === null) return undefined;
  try {
    return evaluation(scope);
  } catch {
    return undefined;
  }
}
