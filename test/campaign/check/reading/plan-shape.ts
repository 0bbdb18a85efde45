import { isRecord, listAt } from './json.ts';

/** As much of a plan as the checker reads, from the JSON in the history. */
export interface PlanShape {
  name: string;
  compensates: boolean;
  steps: StepShape[];
}

export interface StepShape {
  name: string;
  kind: string;
  dependsOn: string[];
  when: unknown;
  forEach: unknown;
  onFailure: string;
  pivot: boolean;
  /** Of `fail`. */
  type?: string;
  call?: CallShape;
  calls?: CallShape[];
  steps?: StepShape[];
  /** A child's plan. */
  plan?: PlanShape;
}

export interface CallShape {
  tool: string;
  effect: boolean;
  compensation: { idempotency: { argument: string | null } } | null;
  noCompensationReason: string | null;
  fallback: { kind: string; call?: CallShape } | null;
  /** A read-only tool that is asked whether an unknown call happened. */
  probe: unknown;
}

export function isPlan(value: unknown): value is PlanShape {
  return isRecord(value) && typeof value['name'] === 'string' && listAt(value, 'steps').length > 0;
}

/** One step on the way down to a call; `index` is the iteration. */
export interface Level {
  name: string;
  index: number | null;
}

/** Where a call stands in a plan. */
export interface Place {
  levels: Level[];
  /** Order within a `tools` step. */
  order: number;
  step: StepShape;
  call: CallShape | null;
}

/**
 * A call's place by its path: `step`, `step.tool`, `step[3]`, `step~fallback`. Step names are unique in a plan; the iterations of
 * the groups around it come first. Null when the plan has no such step.
 */
export function placeOf(plan: PlanShape, path: string): Place | null {
  const isFallback = path.endsWith('~fallback');
  const own = isFallback ? path.slice(0, -'~fallback'.length) : path;
  const parsed = /^([^[.~]+)((?:\[\d+\])*)(?:\.(.+))?$/.exec(own);
  if (parsed === null) return null;
  const [, name = '', indexText = '', tool] = parsed;
  const way = wayTo(plan.steps, name);
  const step = way?.at(-1);
  if (way === null || step === undefined) return null;

  const indices = [...indexText.matchAll(/\d+/g)].map(([text]) => Number(text));
  const levels = way.map((one): Level => ({ name: one.name, index: one.forEach === null ? null : take(indices) }));
  const order = tool === undefined ? 0 : (step.calls ?? []).findIndex((call) => call.tool === tool);
  const call = tool === undefined ? step.call : step.calls?.[order];
  return { levels, order, step, call: (isFallback ? call?.fallback?.call : call) ?? null };
}

function take(indices: number[]): number | null {
  return indices.shift() ?? null;
}

function wayTo(steps: StepShape[], name: string): StepShape[] | null {
  for (const step of steps) {
    if (step.name === name) return [step];
    const below = wayTo(step.steps ?? [], name);
    if (below !== null) return [step, ...below];
  }
  return null;
}

/** Whether the call at `a` had to end before the one at `b` could start: by `depends_on`, or by the order of one step's tools. */
export function mustPrecede(plan: PlanShape, a: Place, b: Place): boolean {
  let list = plan.steps;
  for (const [depth, mine] of a.levels.entries()) {
    const other = b.levels[depth];
    if (other === undefined) return false;
    if (mine.name !== other.name) return dependsOn(list, other.name, mine.name);
    if (mine.index !== other.index) return false;
    const step = list.find(({ name }) => name === mine.name);
    list = step?.steps ?? step?.plan?.steps ?? [];
  }
  return a.levels.length === b.levels.length && a.order < b.order;
}

function dependsOn(list: StepShape[], name: string, wanted: string, seen = new Set<string>()): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  const direct = list.find((step) => step.name === name)?.dependsOn ?? [];
  return direct.includes(wanted) || direct.some((above) => dependsOn(list, above, wanted, seen));
}
