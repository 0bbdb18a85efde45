import { reportDependencyCycle } from '../reports/dependency-cycle.ts';
import { reportUnknownDependency } from '../reports/unknown-dependency.ts';
import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';

/** Sets `dependsOn` of a list and of the groups in it. Default: the step written before. A cycle is reported and cut. */
export function resolveDependencies(context: Context, steps: StepNode[]): void {
  for (const [index, step] of steps.entries()) {
    step.dependsOn = dependenciesOf(context, step, steps, index);
    resolveDependencies(context, step.children);
  }
  cutCycles(context, steps);
}

function dependenciesOf(context: Context, step: StepNode, steps: StepNode[], index: number): StepNode[] {
  const written = step.syntax.depends_on;
  if (written === undefined) {
    const before = steps[index - 1];
    return before === undefined ? [] : [before];
  }
  const found = written.map((name, at) => {
    const sibling = steps.find((candidate) => candidate.name === name);
    if (sibling === undefined) reportUnknownDependency(context, step, name, at);
    return sibling;
  });
  return [...new Set(found.filter((sibling) => sibling !== undefined))];
}

function cutCycles(context: Context, steps: StepNode[]): void {
  const done = new Set<StepNode>();
  const visit = (step: StepNode, trail: StepNode[]): void => {
    if (done.has(step)) return;
    for (const before of [...step.dependsOn]) {
      const open = [...trail, step].indexOf(before);
      if (open < 0) {
        visit(before, [...trail, step]);
        continue;
      }
      reportDependencyCycle(context, step, before, [...trail, step].slice(open));
      step.dependsOn = step.dependsOn.filter((other) => other !== before);
    }
    done.add(step);
  };
  for (const step of steps) visit(step, []);
}
