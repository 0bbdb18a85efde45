import type { CallNode, StepNode } from './model.ts';
import { upstreamLevels } from './names/upstream.ts';
import type { Plan, Step } from '../../plan/plan.ts';

/** Whether a call has an effect, as far as that is known: false also for a tool that no catalog has. */
export function hasKnownEffect(call: CallNode): boolean {
  return call.effect && call.tool.inputSchema !== null;
}

/** Whether a started child can have an effect. */
export function planHasEffect(plan: Plan): boolean {
  return plan.steps.some(stepHasEffect);
}

/** Whether everything a step waits for includes a pivot: then there is no way back when it runs. */
export function isAfterPivot(step: StepNode): boolean {
  return upstreamLevels(step).some((level) => level.some(containsPivot));
}

function containsPivot(step: StepNode): boolean {
  return step.syntax.pivot === true || step.children.some(containsPivot);
}

function stepHasEffect(step: Step): boolean {
  switch (step.kind) {
    case 'action':
      return step.call.effect;
    case 'tools':
      return step.calls.some((call) => call.effect);
    case 'workflow':
      return planHasEffect(step.plan);
    case 'group':
      return step.steps.some(stepHasEffect);
    default:
      return false;
  }
}
