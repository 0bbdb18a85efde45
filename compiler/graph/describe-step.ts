import type { Step } from '../../plan/plan.ts';
import { callsOf } from '../../plan/walk.ts';

/** The second line of a node: what the step does. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'action':
      return `${step.call.server}.${step.call.tool}`;
    case 'tools':
      return step.calls.map((call) => `${call.server}.${call.tool}`).join(', ');
    case 'resource':
      return step.uri.map((part) => (part.kind === 'literal' ? part.text : `{${part.expression.source}}`)).join('');
    case 'approval':
      return 'approval';
    case 'wait_for':
      return `waits for "${step.signal}"`;
    case 'sleep':
      return `sleeps ${(step.durationMs / 1_000).toString()} s`;
    case 'workflow':
      return `starts ${step.definition}`;
    case 'group':
      return 'group';
    case 'fail':
      return `fails with ${step.type}`;
  }
}

/** The tools that undo a step, newest first. */
export function compensationsOf(step: Step): string[] {
  return callsOf(step)
    .filter(({ isFallback }) => !isFallback)
    .flatMap(({ call }) => (call.compensation === null ? [] : [call.compensation.tool]))
    .reverse();
}

export function conditionsOf(step: Step): string {
  const when = step.when === null ? [] : [`when ${step.when.source}`];
  return [...when, ...(step.forEach === null ? [] : [`for each ${step.forEach.as}`])].join(', ');
}
