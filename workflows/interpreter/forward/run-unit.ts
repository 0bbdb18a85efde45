import type { Step } from '../../../plan/plan.ts';
import { pathOf, type Context } from '../state/context.ts';
import type { Eventually } from '../eventually.ts';
import { runPivot } from './pivot.ts';
import type { Run } from '../state/run.ts';
import type { StepResult } from '../state/state.ts';
import { runApproval } from '../verbs/approval.ts';
import { runAction, runTools } from '../verbs/calls.ts';
import { runFail } from '../verbs/fail.ts';
import { runGroup } from '../verbs/group.ts';
import { runResource } from '../verbs/resource.ts';
import { runSleep } from '../verbs/sleep.ts';
import { runWaitFor } from '../verbs/wait-for.ts';
import { runChild } from '../verbs/workflow.ts';

/** A step's verb, once: the whole step, or one iteration of it. */
export function runUnit(run: Run, step: Step, context: Context, index: number | null): Eventually<StepResult> {
  if (!step.pivot) return runVerb(run, step, context, index);
  return runPivot(run, step, pathOf(context, step, index), () => runVerb(run, step, context, index));
}

function runVerb(run: Run, step: Step, context: Context, index: number | null): Eventually<StepResult> {
  switch (step.kind) {
    case 'action':
      return runAction(run, step, context, index);
    case 'tools':
      return runTools(run, step, context, index);
    case 'resource':
      return runResource(run, step, context, index);
    case 'approval':
      return runApproval(run, step, context, index);
    case 'wait_for':
      return runWaitFor(run, step, context, index);
    case 'sleep':
      return runSleep(run, step, context, index);
    case 'workflow':
      return runChild(run, step, context, index);
    case 'group':
      return runGroup(run, step, context, index);
    case 'fail':
      return runFail(run, step, context);
  }
}
