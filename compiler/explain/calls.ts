import type { Call, Step } from '../../plan/plan.ts';

/** The calls a step makes going forward, with their paths (`step` or `step.tool`). */
export function callsOf(step: Step): { path: string; call: Call }[] {
  if (step.kind === 'action') return [{ path: step.name, call: step.call }];
  if (step.kind === 'tools') return step.calls.map((call) => ({ path: `${step.name}.${call.tool}`, call }));
  return [];
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
