import type { Json } from '../../../plan/json.ts';
import type { ForEach, Step } from '../../../plan/plan.ts';
import { pathOf, positionOf, type Context } from '../state/context.ts';
import { forgetInside } from './forget.ts';
import { runUnit } from './run-unit.ts';
import { keepRecord } from '../state/keep-record.ts';
import { observe, shouldPause, type Run } from '../state/run.ts';
import { settle } from './settle.ts';
import { completed, STOPPED, type StepResult } from '../state/state.ts';

/** One iteration an item, at most `maxConcurrency` at once; the output is the list in item order. */
export async function runEach(
  run: Run,
  step: Step,
  context: Context,
  forEach: ForEach,
  items: Json[],
): Promise<StepResult> {
  const path = pathOf(context, step, null);
  observe(run, { type: 'step_started', path });
  const outputs = new Array<Json>(items.length).fill(null);
  let next = 0;
  let ended = 0;

  const worker = async (): Promise<void> => {
    while (next < items.length && !shouldPause(run)) {
      const index = next;
      next += 1;
      const output = await runIteration(run, step, context, forEach, index, items[index] ?? null);
      if (output === undefined) return;
      outputs[index] = output;
      ended += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(forEach.maxConcurrency, items.length) }, worker));
  if (ended < items.length) return STOPPED;
  observe(run, { type: 'step_completed', path });
  return completed(outputs);
}

/** The iteration's output, null for one that failed and was continued, undefined for one that has not ended. */
async function runIteration(
  run: Run,
  step: Step,
  context: Context,
  forEach: ForEach,
  index: number,
  item: Json,
): Promise<Json | undefined> {
  const path = pathOf(context, step, index);
  const known = run.state.records[path];
  if (known !== undefined) return known.output;

  const here: Context = { ...context, items: { ...context.items, [forEach.as]: item, index } };
  const place = { path, steps: positionOf(context, step, index, 0).steps };
  const result = await settle(run, step, place, () => runUnit(run, step, here, index));
  if (result.kind === 'stopped') return undefined;
  keepRecord(run, path, { ...result.record, failures: null });
  forgetInside(run, step, here, index);
  return result.record.output;
}
