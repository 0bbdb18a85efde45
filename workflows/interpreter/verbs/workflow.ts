import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import type { WorkflowStep } from '../../../plan/plan.ts';
import { attempt } from '../attempt.ts';
import { pathOf, positionOf, scopeOf, type Context } from '../context.ts';
import { callKey } from '../keys.ts';
import type { LedgerEntry } from '../ledger.ts';
import { observe, type Run } from '../run.ts';
import { completed, type StepResult } from '../state.ts';

/** `workflow`: a child execution of another definition, pinned in this plan. Undone as one entry once it completed (S32). */
export async function runChild(
  run: Run,
  step: WorkflowStep,
  context: Context,
  index: number | null,
): Promise<StepResult> {
  const path = pathOf(context, step, index);
  const scope = scopeOf(run, context);
  const input = attempt(() => evaluateTemplate(step.arguments, scope));
  if (!input.ok) return input.failed;

  const epoch = run.state.epochs[path] ?? 0;
  const id = `${run.identity.workflowId}~${path}@${epoch}`;
  const key = callKey(run.identity, path, epoch, 'forward');
  const entry: LedgerEntry = {
    path,
    position: positionOf(context, step, index, 0),
    isFallback: false,
    key,
    epoch,
    outcome: 'pending',
    frozen: null,
    withoutOutput: null,
    canArriveLate: false,
    state: 'open',
    undoEpoch: 0,
    child: null,
  };
  run.state.ledger.push(entry);
  observe(run, { type: 'step_started', path, key, epoch });
  const report = await run.effects.child(
    {
      id,
      definition: step.definition,
      plan: step.plan,
      planHash: step.planHash,
      input: input.value,
      keyRoot: run.identity.keyRoot,
      path,
    },
    run.boundary.calls,
  );
  if (!report.ok) {
    entry.outcome = report.outcome;
    const { outcome, failure } = report;
    // A child has undone itself or says that it could not: under a new epoch it is a new execution.
    return { ok: false, outcome, repeatable: outcome === 'no_effect', attempts: 1, callPath: path, failure };
  }
  entry.outcome = 'ok';
  entry.child = { id, ledger: report.ledger };
  const output = attempt(() =>
    step.output === null
      ? report.output
      : evaluateTemplate(step.output, { ...scope, arguments: input.value, output: report.output }),
  );
  if (!output.ok) return output.failed;
  observe(run, { type: 'step_completed', path, attempts: 1 });
  return completed(output.value);
}
