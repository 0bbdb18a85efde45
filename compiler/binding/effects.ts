import type { CallNode, StepNode } from './model.ts';
import { upstreamLevels } from './names/upstream.ts';
import type { Plan } from '../../plan/plan.ts';
import { callsOf, stepsOf } from '../../plan/walk.ts';

/** Whether a call has an effect, as far as that is known: false also for a tool that no catalog has. */
export function hasKnownEffect(call: CallNode): boolean {
  return call.effect && call.tool.inputSchema !== null;
}

/** Whether a started child can have an effect: also by what stands in for a call or a resource, and in its own children. */
export function planHasEffect(plan: Plan): boolean {
  return stepsOf(plan).some(
    ({ step }) =>
      callsOf(step).some(({ call }) => call.effect) || (step.kind === 'workflow' && planHasEffect(step.plan)),
  );
}

/** Whether everything a step waits for includes a pivot: then there is no way back when it runs. */
export function isAfterPivot(step: StepNode): boolean {
  return upstreamLevels(step).some((level) => level.some(containsPivot));
}

function containsPivot(step: StepNode): boolean {
  return step.syntax.pivot === true || step.children.some(containsPivot);
}
