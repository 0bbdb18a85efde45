import { patternOf } from '../path.ts';
import type { Plan, Step } from '../plan.ts';
import type { StepView } from '../view.ts';

/**
 * The rows of a view: one for each step, tool and inner step of the plan, in its order, and behind it one for each iteration that began.
 * A row is never changed, only replaced, so that a list which was handed out stays as it was. Finding and replacing one costs the same
 * whatever their number.
 */
export interface ViewRows {
  readonly count: number;
  get(path: string): StepView | undefined;
  /** Whether the plan has a row for the path, or for the step that it is an iteration of. */
  isOfPlan(path: string): boolean;
  /** Replaces a row; one for an iteration, or inside a child, is made when it is first heard of. */
  change(path: string, change: (row: StepView) => StepView): void;
  /** The rows inside a loop that stand for all iterations of an inner step, by the loop's name. */
  templatesInside(loop: string): readonly string[];
  /** Paths of what a step, or an iteration of it, stands in: groups, loops, the iterations of both that lead to it. */
  around(path: string): ReadonlySet<string>;
  all(): StepView[];
}

export function createRows(plan: Plan): ViewRows {
  /** By step or tool: the row of the plan first, then its iterations in the order in which they began. */
  const buckets = new Map<string, StepView[]>();
  const places = new Map<string, { bucket: StepView[]; index: number }>();
  const templates = new Map<string, string[]>();
  const isTemplate = new Set<string>();
  const ways = waysOf(plan.steps, []);
  let shown: StepView[] | null = null;
  let count = 0;

  const add = (row: StepView, pattern: string): void => {
    const bucket = buckets.get(pattern) ?? [];
    buckets.set(pattern, bucket);
    places.set(row.path, { bucket, index: bucket.length });
    bucket.push(row);
    count += 1;
    shown = null;
  };
  for (const { row, loops } of rowsOf(plan.steps, [])) {
    add(row, row.path);
    if (loops.length > 0) isTemplate.add(row.path);
    for (const loop of loops) templates.set(loop, [...(templates.get(loop) ?? []), row.path]);
  }

  const replace = (path: string, row: StepView): void => {
    const place = places.get(path);
    if (place === undefined) return;
    place.bucket[place.index] = row;
    shown = null;
  };
  const makeIteration = (path: string): StepView => {
    const pattern = patternOf(path);
    const origin = buckets.get(pattern)?.[0];
    // The row that stands for all iterations of an inner step has no event of its own: it begins with the first of them.
    if (origin?.status === 'pending' && isTemplate.has(pattern)) replace(pattern, { ...origin, status: 'running' });
    const { verb = 'action', server = null, tool = null } = origin ?? {};
    return { ...emptyRow(path, verb), server, tool };
  };

  return {
    get count() {
      return count;
    },
    get: (path) => {
      const place = places.get(path);
      return place?.bucket[place.index];
    },
    isOfPlan: (path) => places.has(path) || places.has(patternOf(path)),
    change(path, change) {
      const place = places.get(path);
      const row = place?.bucket[place.index];
      if (row === undefined) add(change(makeIteration(path)), patternOf(path));
      else replace(path, change(row));
    },
    templatesInside: (loop) => templates.get(loop) ?? [],
    around: (path) => {
      const indexes = path.match(/\[\d+\]/g) ?? [];
      const prefixes = [0, ...indexes.keys()].map((_, length) => indexes.slice(0, length).join(''));
      const way = ways.get(patternOf(path)) ?? [];
      return new Set(way.flatMap((name) => prefixes.map((prefix) => `${name}${prefix}`)).filter((one) => one !== path));
    },
    all: () => (shown ??= [...buckets.values()].flat()),
  };
}

/** The names on the way down to each step, itself the last. */
function waysOf(steps: readonly Step[], above: string[]): Map<string, string[]> {
  const ways = steps.flatMap((step): [string, string[]][] => {
    const way = [...above, step.name];
    return [[step.name, way], ...(step.kind === 'group' ? waysOf(step.steps, way) : [])];
  });
  return new Map(ways);
}

interface PlannedRow {
  row: StepView;
  /** Names of the loops around it, itself not among them. */
  loops: string[];
}

function rowsOf(steps: readonly Step[], loops: string[]): PlannedRow[] {
  return steps.flatMap((step) => {
    const inside = step.forEach === null ? loops : [...loops, step.name];
    const [own, ...tools] = ownRows(step);
    const inner = step.kind === 'group' ? rowsOf(step.steps, inside) : [];
    return [{ row: own, loops }, ...tools.map((row) => ({ row, loops: inside })), ...inner];
  });
}

/** The step's row, then those of its tools. */
function ownRows(step: Step): [StepView, ...StepView[]] {
  switch (step.kind) {
    case 'action':
      return [callRow(step.name, step.call)];
    case 'tools':
      return [emptyRow(step.name, 'tools'), ...step.calls.map((call) => callRow(`${step.name}.${call.tool}`, call))];
    case 'resource':
      return [{ ...emptyRow(step.name, 'resource'), server: step.server }];
    case 'group':
      return [emptyRow(step.name, 'steps')];
    case 'approval':
    case 'wait_for':
    case 'sleep':
    case 'workflow':
    case 'fail':
      return [emptyRow(step.name, step.kind)];
  }
}

function callRow(path: string, { server, tool }: { server: string; tool: string }): StepView {
  return { ...emptyRow(path, 'action'), server, tool };
}

function emptyRow(path: string, verb: string): StepView {
  return {
    path,
    verb,
    server: null,
    tool: null,
    status: 'pending',
    outcome: null,
    attempts: 0,
    epoch: 0,
    key: null,
    startedAt: null,
    finishedAt: null,
    provenance: 'live',
    failure: null,
    progress: null,
    pause: null,
  };
}
