import type { Position } from '../../../plan/ledger.ts';
import { parsePath } from '../../../plan/path.ts';
import type { Plan, Step } from '../../../plan/plan.ts';
import { callsOf, stepsOf } from '../../../plan/walk.ts';

/** Where a call of that path stands in the plan; null when the plan has no such call. The counterpart of `pathOf`. */
export function positionAt(plan: Plan, path: string): Position | null {
  const parsed = parsePath(path);
  // What happened inside a child stands in the child's own ledger.
  const way = parsed === null || parsed.children.length > 0 ? null : wayTo(plan, parsed.name);
  const last = way?.at(-1);
  if (parsed === null || way === null || last === undefined) return null;
  const { iterations, tool } = parsed;
  const left = [...iterations];
  const steps = way.map((step) => ({ name: step.name, index: step.forEach === null ? null : (left.shift() ?? null) }));
  if (tool === null) return { steps, call: 0 };
  const call = callsOf(last).find((one) => one.call.tool === tool);
  return call === undefined ? null : { steps, call: call.index };
}

/** The steps from the outermost list down to the named one. Names are unique in a definition. */
export function wayTo(plan: Plan, name: string): Step[] | null {
  const found = stepsOf(plan).find(({ step }) => step.name === name);
  return found === undefined ? null : [...found.groups, found.step];
}
