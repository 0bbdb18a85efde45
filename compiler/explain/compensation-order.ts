import type { Step } from '../../plan/plan.ts';
import { ownCallsOf } from './calls.ts';

/** SAGAS S19: reverse topological order, among equals the reverse of the order in which they are scheduled. */
export function compensationOrder(steps: readonly Step[]): { step: string; tool: string }[] {
  return forwardOrder(steps)
    .reverse()
    .flatMap((step) => {
      if (step.kind === 'group') return compensationOrder(step.steps);
      if (step.kind === 'workflow') return [{ step: step.name, tool: `everything that "${step.definition}" did` }];
      return ownCallsOf(step)
        .reverse()
        .flatMap(({ path, call: { compensation } }) => {
          return compensation === null ? [] : [{ step: path, tool: `${compensation.server}.${compensation.tool}` }];
        });
    });
}

function forwardOrder(steps: readonly Step[]): Step[] {
  const done = new Set<string>();
  const ordered: Step[] = [];
  while (ordered.length < steps.length) {
    const ready = steps.filter((step) => !done.has(step.name) && step.dependsOn.every((name) => done.has(name)));
    if (ready.length === 0) break;
    for (const step of ready) done.add(step.name);
    ordered.push(...ready);
  }
  return ordered;
}
