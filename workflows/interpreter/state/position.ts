import type { Position } from '../../../plan/ledger.ts';
import { parsePath } from '../../../plan/path.ts';
import type { Plan, Step } from '../../../plan/plan.ts';

/** Where a call of that path stands in the plan; null when the plan has no such call. The counterpart of `pathOf`. */
export function positionAt(plan: Plan, path: string): Position | null {
  const parsed = parsePath(path);
  // What happened inside a child stands in the child's own ledger.
  const way = parsed === null || parsed.children.length > 0 ? null : wayTo(plan.steps, parsed.name);
  const last = way?.at(-1);
  if (parsed === null || way === null || last === undefined) return null;
  const { iterations, tool } = parsed;
  const left = [...iterations];
  const steps = way.map((step) => ({ name: step.name, index: step.forEach === null ? null : (left.shift() ?? null) }));
  const call = tool === null || last.kind !== 'tools' ? 0 : last.calls.findIndex((one) => one.tool === tool);
  return call === -1 ? null : { steps, call };
}

/** The steps from the outermost list down to the named one. Names are unique in a definition. */
export function wayTo(list: readonly Step[], name: string): Step[] | null {
  for (const step of list) {
    if (step.name === name) return [step];
    const below = step.kind === 'group' ? wayTo(step.steps, name) : null;
    if (below !== null) return [step, ...below];
  }
  return null;
}
