import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';

/** Steps that wait for each other would never start. The cycle is named in the order in which each waits for the next. */
export function reportDependencyCycle(context: Context, step: StepNode, before: StepNode, cycle: StepNode[]): void {
  const names = [...cycle.map((node) => node.name), before.name].map((name) => `"${name}"`);
  const place = placeOf(cycle, before);
  context.report({
    code: 'dependency-cycle',
    message:
      cycle.length === 1
        ? `Step "${step.name}" waits for itself.`
        : `These steps wait for each other and would never start: ${names.join(' → ')}.`,
    path: place ?? [...step.path, 'name'],
    hint: 'Take one of them out of "depends_on". Without "depends_on" a step waits for the one written before it.',
  });
}

/** Each step of the cycle waits for the next; at least one of these says so, the others only follow from the order of the text. */
function placeOf(cycle: StepNode[], before: StepNode): Path | null {
  for (const [index, node] of cycle.entries()) {
    const next = cycle[index + 1] ?? before;
    const at = node.syntax.depends_on?.indexOf(next.name) ?? -1;
    if (at >= 0) return [...node.path, 'depends_on', at];
  }
  return null;
}
