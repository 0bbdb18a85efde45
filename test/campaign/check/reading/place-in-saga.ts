import type { Call, Execution, Saga } from '../types.ts';
import { placeOf, type Place, type PlanShape } from './plan-shape.ts';

/** Where a forward call stands in the whole saga: a child's calls stand below the step that started the child. */
export function placeInSaga(saga: Saga, workflowId: string, path: string): Place | null {
  if (workflowId === saga.id) return placeIn(saga.root, path);
  const child = saga.children.find(({ id }) => id === workflowId);
  const parentId = child?.latest.parentId ?? null;
  if (child === undefined || parentId === null) return null;
  const step = workflowId.slice(parentId.length + 1).replace(/@\d+$/, '');
  const above = placeInSaga(saga, parentId, step);
  const own = placeIn(child, path);
  return above === null || own === null ? null : { ...own, levels: [...above.levels, ...own.levels] };
}

function placeIn(execution: Execution, path: string): Place | null {
  const plan = planOf(execution);
  return plan === null ? null : placeOf(plan, path);
}

/** Every run of an execution has the same plan; one that could not begin has none. */
export function planOf(execution: Execution): PlanShape | null {
  return execution.runs.find(({ plan }) => plan !== null)?.plan ?? null;
}

/** The forward call that a compensation or a probe is about. */
export function forwardOf(callsByKey: ReadonlyMap<string, Call[]>, { request }: Call): Call[] {
  return callsByKey.get(request.compensates ?? '') ?? [];
}
