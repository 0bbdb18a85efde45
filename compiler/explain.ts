import type { Plan } from '../plan/plan.ts';
import { stepsOf } from '../plan/walk.ts';
import type { Binding } from './binding/bindings.ts';
import type { Compiled } from './compile.ts';
import { compensationOrder } from './explain/compensation-order.ts';
import { defaultsOf } from './explain/defaults.ts';
import { inputRows } from './explain/input-rows.ts';
import type { InputRow } from './explain/input-rows.ts';
import { parkReasons } from './explain/park-reasons.ts';

/** What `sagaflow explain` shows: data for tables, and sentences. */
export interface Explanation {
  name: string;
  kind: Plan['kind'];
  planHash: string;
  input: InputRow[];
  /** Property ← source, and why. */
  bindings: Binding[];
  /** What nobody wrote, in words; one row a call. */
  defaults: { step: string; says: string }[];
  /** What is undone when the last step fails, in the order in which it is undone. */
  compensationOrder: { step: string; tool: string }[];
  /** When the execution stops and waits for an operator. */
  parks: string[];
  /** Checks that were not made, and why. */
  skipped: string[];
}

/** Explains a compiled definition. Pure. */
export function explain(compiled: Compiled): Explanation {
  const { plan, planHash, bindings, skipped } = compiled;
  const steps = stepsOf(plan).map(({ step }) => step);
  return {
    name: plan.name,
    kind: plan.kind,
    planHash,
    input: inputRows(plan.input),
    bindings,
    defaults: steps.flatMap(defaultsOf),
    compensationOrder: plan.compensates ? compensationOrder(plan.steps) : [],
    parks: parkReasons(plan, steps),
    skipped,
  };
}
