import type { Call, Plan, Step } from '../../plan/plan.ts';

/** Where a call path stands in a plan, found by its names alone: the model's own reading, not the interpreter's positions. */
export interface Place {
  /** From the outermost list to the step itself. */
  levels: { list: Step[]; step: Step; index: string | null }[];
  /** Order within a `tools:` step. */
  tool: number;
  call: Call | null;
}

export type Places = (path: string) => Place;

export function createPlaces(plan: Plan): Places {
  const known = new Map<string, Place>();
  return (path) => {
    const place = known.get(path) ?? findPlace(plan.steps, path);
    known.set(path, place);
    return place;
  };
}

function findPlace(steps: Step[], path: string): Place {
  const isFallback = path.endsWith('~fallback');
  const [, name = '', indexes = '', toolName] = /^(\w+)((?:\[\d+\])*)(?:\.(\w+))?/.exec(path) ?? [];
  const left = [...indexes.matchAll(/\d+/g)].map(([digits]) => digits);
  const levels = wayTo(steps, name).map((level) => ({
    ...level,
    index: level.step.forEach === null ? null : (left.shift() ?? null),
  }));
  const step = levels.at(-1)?.step;
  const calls = step?.kind === 'action' ? [step.call] : step?.kind === 'tools' ? step.calls : [];
  const tool = toolName === undefined ? 0 : calls.findIndex((call) => call.tool === toolName);
  const own = calls[tool] ?? null;
  const call = isFallback ? (own?.fallback?.kind === 'call' ? own.fallback.call : null) : own;
  return { levels, tool, call };
}

function wayTo(list: Step[], name: string): { list: Step[]; step: Step }[] {
  for (const step of list) {
    if (step.name === name) return [{ list, step }];
    const below = step.kind === 'group' ? wayTo(step.steps, name) : [];
    if (below.length > 0) return [{ list, step }, ...below];
  }
  return [];
}

/** Whether the later call could start only after the earlier one had ended. */
export function dependsOn(later: Place, earlier: Place): boolean {
  for (const [level, here] of later.levels.entries()) {
    const there = earlier.levels[level];
    if (there === undefined) return false;
    if (here.step.name !== there.step.name) return reaches(here.list, here.step, there.step.name);
    if (here.index !== there.index) return false;
  }
  return later.tool > earlier.tool;
}

function reaches(list: Step[], from: Step, name: string): boolean {
  return from.dependsOn.some((upstream) => {
    const step = list.find((one) => one.name === upstream);
    return upstream === name || (step !== undefined && reaches(list, step, name));
  });
}

/** The groups around a call that go on without what failed in them, each with its iteration, as names. */
export function continuedGroups({ levels }: Place): string[] {
  let way = '';
  return levels.flatMap(({ step, index }) => {
    way += `/${step.name}[${index ?? ''}]`;
    return step.kind === 'group' && step.onFailure === 'continue' ? [way] : [];
  });
}
