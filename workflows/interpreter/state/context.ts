import type { JsonObject } from '../../../plan/json.ts';
import type { Scope } from '../../../plan/expressions/evaluate.ts';
import { stepPath } from '../../../plan/path.ts';
import type { Step } from '../../../plan/plan.ts';
import type { Position } from '../../../plan/ledger.ts';
import type { Run } from './run.ts';
import type { StepRecord } from './state.ts';

/** Where a list of steps runs: the way down to it, and what its steps can read. */
export interface Context {
  /** Names and iterations of the groups around this list. */
  readonly above: Position['steps'];
  /** Outputs of the steps seen so far, shared by the whole list: the compiler lets a step read only what is upstream. */
  readonly steps: JsonObject;
  readonly failures: JsonObject;
  /** `for_each` names and `index` of the iterations around this list. */
  readonly items: Scope;
}

export function rootContext(): Context {
  return { above: [], steps: {}, failures: {}, items: {} };
}

/** A group's own list: sees what is upstream of the group, keeps its own outputs to itself. */
export function innerContext(outer: Context, group: Step, index: number | null, items: Scope): Context {
  return {
    above: [...outer.above, { name: group.name, index }],
    steps: { ...outer.steps },
    failures: { ...outer.failures },
    items: { ...outer.items, ...items },
  };
}

/** `step`, `step[3]`, `step[2][3]`: the iterations of the groups around it come first. */
export function pathOf(context: Context, step: Step, index: number | null): string {
  const around = context.above.flatMap((level) => (level.index === null ? [] : [level.index]));
  return stepPath(step.name, index === null ? around : [...around, index]);
}

export function positionOf(context: Context, step: Step, index: number | null, call: number): Position {
  return { steps: [...context.above, { name: step.name, index }], call };
}

/** The names an expression can read here. */
export function scopeOf(run: Run, context: Context, own: Scope = {}): Scope {
  return {
    input: run.input,
    steps: context.steps,
    failures: context.failures,
    execution: { id: run.identity.workflowId, started_at: new Date(run.state.startedAt).toISOString() },
    ...context.items,
    ...own,
  };
}

/** Makes an ended step visible to those after it. */
export function publish(context: Context, step: Step, record: StepRecord): void {
  context.steps[step.name] = { output: record.output, status: record.status };
  context.failures[step.name] = record.failures;
}
