import type { Plan, Step } from '../../plan/plan.ts';

/** A step of a plan and the groups it stands in, outermost first. */
export interface PlacedStep {
  step: Step;
  groups: Step[];
}

/** All steps of a plan by name: names are unique in the whole definition. */
export function indexSteps(plan: Plan): ReadonlyMap<string, PlacedStep> {
  const index = new Map<string, PlacedStep>();
  const visit = (steps: readonly Step[], groups: Step[]): void => {
    for (const step of steps) {
      index.set(step.name, { step, groups });
      if (step.kind === 'group') visit(step.steps, [...groups, step]);
    }
  };
  visit(plan.steps, []);
  return index;
}

/** `step[2][3]`: the iterations of the groups around it come first (as the interpreter names them). */
export function pathAt(name: string, iterations: readonly number[]): string {
  return name + iterations.map((index) => `[${String(index)}]`).join('');
}

export interface ParsedPath {
  name: string;
  iterations: number[];
  /** Of a `tools:` step's call. */
  tool: string | null;
  isFallback: boolean;
}

/** Null for a path that names no step of this plan's form, such as one inside a child execution. */
export function parsePath(path: string): ParsedPath | null {
  const match = /^([a-z][a-z0-9_]*)((?:\[\d+\])*)(?:\.([^~]+))?(~fallback)?$/.exec(path);
  if (match === null) return null;
  const [, name = '', indexes = '', tool = null, fallback] = match;
  const iterations = [...indexes.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return { name, iterations, tool, isFallback: fallback !== undefined };
}

/** An activity id (INTERFACES): call path, direction, epoch. */
export function parseActivityId(id: string): {
  path: string;
  direction: 'forward' | 'compensation' | 'probe';
  epoch: number;
} {
  const match = /^(.*?)(~undo|~probe)?(?:@(\d+))?$/s.exec(id);
  const [, path = id, suffix, epoch = '0'] = match ?? [];
  const direction = suffix === '~undo' ? 'compensation' : suffix === '~probe' ? 'probe' : 'forward';
  return { path, direction, epoch: Number(epoch) };
}

/**
 * The rows that enclose a call and begin with it: groups, whole `for_each` steps and their iterations, the `tools:` step. The step's
 * own iteration is among them only for a `tools:` step.
 */
export function enclosingPaths({ step, groups }: PlacedStep, { iterations, tool }: ParsedPath): string[] {
  const paths: string[] = [];
  let used = 0;
  for (const level of [...groups, step]) {
    const isLast = level === step;
    const whole = pathAt(level.name, iterations.slice(0, used));
    if (level.forEach !== null) {
      paths.push(whole);
      used += 1;
    }
    if (!isLast || tool !== null) paths.push(pathAt(level.name, iterations.slice(0, used)));
  }
  return [...new Set(paths)];
}
