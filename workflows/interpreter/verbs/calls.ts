import type { Json, JsonObject } from '../../../plan/json.ts';
import { toolPath } from '../../../plan/path.ts';
import type { ActionStep, ToolsStep } from '../../../plan/plan.ts';
import { pathOf, positionOf, scopeOf, type Context } from '../state/context.ts';
import type { Eventually } from '../eventually.ts';
import { keepRecord } from '../state/keep-record.ts';
import { isStopped, observe, type Run } from '../state/run.ts';
import { runCall } from '../forward/run-call.ts';
import { completed, STOPPED, type StepResult } from '../state/state.ts';

/** `action`: one call. */
export function runAction(run: Run, step: ActionStep, context: Context, index: number | null): Eventually<StepResult> {
  return runCall(run, {
    call: step.call,
    step: step.name,
    path: pathOf(context, step, index),
    position: positionOf(context, step, index, 0),
    scope: scopeOf(run, context),
  });
}

/** `tools`: the calls in the listed order, each its own checkpoint and each seeing the outputs of those before it. */
export async function runTools(run: Run, step: ToolsStep, context: Context, index: number | null): Promise<StepResult> {
  const outputs: JsonObject = {};
  const path = pathOf(context, step, index);
  observe(run, { type: 'step_started', path });
  for (const [position, call] of step.calls.entries()) {
    const callPath = toolPath(path, call.tool);
    const known = run.state.records[callPath];
    if (known !== undefined) {
      outputs[call.tool] = known.output;
      continue;
    }
    if (isStopped(run)) return STOPPED;
    const own: Json = { output: { ...outputs }, status: 'running' };
    const steps = { ...context.steps, [step.name]: own };
    const result = await runCall(run, {
      call,
      step: step.name,
      path: callPath,
      position: positionOf(context, step, index, position),
      scope: scopeOf(run, { ...context, steps }),
    });
    if (result.ok !== true) return result;
    outputs[call.tool] = result.output;
    const { output, provenance } = result;
    keepRecord(run, callPath, { status: 'completed', output, failure: null, failures: null, provenance });
  }
  observe(run, { type: 'step_completed', path });
  return completed(outputs);
}
