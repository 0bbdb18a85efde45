import type { Call, Plan, Step } from '../../plan/plan.ts';
import { ownCallsOf, durationText } from './calls.ts';

/** When the execution stops and waits for an operator, as sentences in the order of the steps. */
export function parkReasons(plan: Plan, steps: readonly Step[]): string[] {
  const reasons = steps.flatMap((step) => [
    ...(step.onFailure === 'park' ? [`When step "${step.name}" fails: it says "on_failure: park".`] : []),
    ...(plan.compensates ? ownCallsOf(step).flatMap(({ path, call }) => ofCall(path, call)) : []),
  ]);
  if (!plan.compensates || !steps.some((step) => ownCallsOf(step).some(({ call }) => call.compensation !== null))) {
    return reasons;
  }
  return [...reasons, `When a compensation has not succeeded after ${durationText(plan.parkAfterMs)}.`];
}

function ofCall(path: string, call: Call): string[] {
  const { compensation, probe } = call;
  if (!call.effect || compensation === null || probe !== null) return [];
  if (compensation.needsOutput && compensation.withoutOutput === null) {
    return [`When the outcome of "${path}" is unclear: "${compensation.tool}" needs its output, and there is none.`];
  }
  if (call.lateCallsRefused) return [];
  return [
    `When the outcome of "${path}" is unknown: "${call.server}" does not refuse a call that arrives after its compensation, and there is no probe to ask.`,
  ];
}
