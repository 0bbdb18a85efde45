import type { Position } from '../../../plan/ledger.ts';
import type { Plan, Step } from '../../../plan/plan.ts';

/** Ends the path of a fallback's call. */
export const FALLBACK = '~fallback';

/** The step that a path belongs to: without iterations, tool and fallback. */
export function stepNameOf(path: string): string {
  return /^[^[.~]+/.exec(path)?.[0] ?? path;
}

/** Where a call of that path stands in the plan; null when the plan has no such call. The counterpart of `pathOf`. */
export function positionAt(plan: Plan, path: string): Position | null {
  const [, name, indexes = '', tool] = PATH.exec(path) ?? [];
  const way = name === undefined ? null : wayTo(plan.steps, name);
  const last = way?.at(-1);
  if (way == null || last === undefined) return null;
  const left = [...indexes.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const steps = way.map((step) => ({ name: step.name, index: step.forEach === null ? null : (left.shift() ?? null) }));
  const call = tool === undefined || last.kind !== 'tools' ? 0 : last.calls.findIndex((one) => one.tool === tool);
  return call === -1 ? null : { steps, call };
}

/** `step`, `step[2][3]`, `step.tool`, each with `~fallback` or without. */
const PATH = /^([^[.~]+)((?:\[\d+\])*)(?:\.(.+?))?(?:~fallback)?$/;

/** The steps from the outermost list down to the named one. Names are unique in a definition. */
export function wayTo(list: readonly Step[], name: string): Step[] | null {
  for (const step of list) {
    if (step.name === name) return [step];
    const below = step.kind === 'group' ? wayTo(step.steps, name) : null;
    if (below !== null) return [step, ...below];
  }
  return null;
}
