import { fallbackOf, toolPath } from './path.ts';
import type { Call, Fallback, GroupStep, Step } from './plan.ts';

/** One step of a plan, and the groups it stands in, the outermost first. */
export interface PlacedStep {
  step: Step;
  groups: GroupStep[];
}

/** All steps of a plan (or of a group) in the order of the text, a group before what is inside of it. Not those of child definitions. */
export function stepsOf({ steps }: { readonly steps: readonly Step[] }, groups: GroupStep[] = []): PlacedStep[] {
  return steps.flatMap((step) => [
    { step, groups },
    ...(step.kind === 'group' ? stepsOf(step, [...groups, step]) : []),
  ]);
}

/** One call of a step, and what it is called when the step is not repeated. */
export interface PlacedCall {
  call: Call;
  /** `step`, `step.tool`, or either with `~fallback`. */
  path: string;
  /** Place among the tools of a `tools:` step; 0 for every other. */
  index: number;
  /** It stands in for the call (or the resource) of the same index. */
  isFallback: boolean;
}

/** All calls that a step can make going forward, in order, each followed by the one that stands in for it. */
export function callsOf(step: Step): PlacedCall[] {
  switch (step.kind) {
    case 'action':
      return withFallback(step.name, 0, step.call);
    case 'tools':
      return step.calls.flatMap((call, index) => withFallback(toolPath(step.name, call.tool), index, call));
    case 'resource':
      return fallbackAt(step.name, 0, step.fallback);
    case 'approval':
    case 'wait_for':
    case 'sleep':
    case 'workflow':
    case 'group':
    case 'fail':
      return [];
  }
}

function withFallback(path: string, index: number, call: Call): PlacedCall[] {
  return [{ call, path, index, isFallback: false }, ...fallbackAt(path, index, call.fallback)];
}

function fallbackAt(path: string, index: number, fallback: Fallback | null): PlacedCall[] {
  return fallback?.kind === 'call' ? [{ call: fallback.call, path: fallbackOf(path), index, isFallback: true }] : [];
}
