import type { Call, Step } from '../../plan/plan.ts';
import { callsOf } from '../../plan/walk.ts';

/** The calls a step makes itself, with their paths (`step` or `step.tool`): what is explained of a step, without what stands in for it. */
export function ownCallsOf(step: Step): { path: string; call: Call }[] {
  return callsOf(step).filter(({ isFallback }) => !isFallback);
}

/** `90000` → `90 s`, in the largest unit that divides it. */
export function durationText(milliseconds: number): string {
  for (const [unit, size] of UNITS) if (milliseconds % size === 0) return `${(milliseconds / size).toString()} ${unit}`;
  return `${milliseconds.toString()} ms`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
