import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import type { Json } from '../../../plan/json.ts';
import { iterationPath } from '../../../plan/path.ts';
import type { Step } from '../../../plan/plan.ts';
import { attempt } from '../state/attempt.ts';
import { pathOf, positionOf, publish, scopeOf, type Context } from '../state/context.ts';
import { after, type Eventually } from '../eventually.ts';
import { forgetInside, forgetIterations } from './forget.ts';
import { refuseLongLoop } from './refuse-long-loop.ts';
import { runEach } from './run-each.ts';
import { runUnit } from './run-unit.ts';
import { keepRecord } from '../state/keep-record.ts';
import { observe, type Run } from '../state/run.ts';
import { settle } from './settle.ts';
import { failedBeforeEffect, type EndedStep, type StepResult } from '../state/state.ts';

/** Runs one step to its end; false when it has not ended because the execution goes back or continues as new. */
export function runStep(run: Run, step: Step, context: Context): Eventually<boolean> {
  const path = pathOf(context, step, null);
  const known = run.state.records[path];
  if (known !== undefined) {
    publish(context, step, known);
    return true;
  }
  const place = { path, steps: positionOf(context, step, null, 0).steps };
  return after(
    settle(run, step, place, () => runWhole(run, step, context, path)),
    (settled) => {
      if (settled.kind === 'stopped') return false;
      const record = { ...settled.record, failures: failuresOf(run, step, path, settled.record) };
      keepRecord(run, path, record);
      if (step.forEach === null) forgetInside(run, step, context, null);
      else if (Array.isArray(record.output)) forgetIterations(run, path, record.output.length);
      publish(context, step, record);
      return true;
    },
  );
}

function runWhole(run: Run, step: Step, context: Context, path: string): Eventually<StepResult> {
  const { when, forEach } = step;
  if (when !== null) {
    const wanted = attempt(() => evaluate(when, scopeOf(run, context)));
    if (!wanted.ok) return wanted.failed;
    if (wanted.value === false || wanted.value === null) {
      observe(run, { type: 'step_skipped', path });
      return { ok: 'skipped' };
    }
    if (wanted.value !== true)
      return failedBeforeEffect('ExpressionFailed', `"when" of step "${step.name}" is not a bool.`);
  }
  if (forEach === null) return runUnit(run, step, context, null);

  const items = attempt(() => evaluateTemplate(forEach.items, scopeOf(run, context)));
  if (!items.ok) return items.failed;
  if (!Array.isArray(items.value)) {
    return failedBeforeEffect('ExpressionFailed', `"for_each" of step "${step.name}" is not a list.`);
  }
  return refuseLongLoop(run, step, path, items.value.length) ?? runEach(run, step, context, forEach, items.value);
}

/** `failures.<name>`: the step's failure, a list with one place an iteration for `for_each`, null when nothing failed. */
function failuresOf(run: Run, step: Step, path: string, record: EndedStep): Json {
  if (record.failure !== null) return { ...record.failure };
  if (step.forEach === null || !Array.isArray(record.output)) return null;
  const failures = record.output.map((_, index): Json => {
    const failure = run.state.records[iterationPath(path, index)]?.failure ?? null;
    return failure === null ? null : { ...failure };
  });
  return failures.every((failure) => failure === null) ? null : failures;
}
