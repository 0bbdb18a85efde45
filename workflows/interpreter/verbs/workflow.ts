import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import { childId } from '../../../plan/path.ts';
import type { WorkflowStep } from '../../../plan/plan.ts';
import { adoptChild } from '../past/adopt.ts';
import { attempt } from '../state/attempt.ts';
import { compensateEntries, type Undone } from '../back/compensate.ts';
import { pathOf, positionOf, scopeOf, type Context } from '../state/context.ts';
import { callKey } from '../state/keys.ts';
import type { ChildReport } from '../effects.ts';
import { intent, type LedgerEntry } from '../../../plan/ledger.ts';
import { CHILD_STILL_RUNS, knowPast, outdatePast, pastChild } from '../past/past.ts';
import { isStopped, observe, type Run } from '../state/run.ts';
import { completed, STOPPED, type StepResult } from '../state/state.ts';

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

  const asking = knowPast(run);
  if (asking !== null) {
    await asking;
    if (isStopped(run)) return STOPPED;
  }
  if ((await leaveUsedChildren(run, path)) === 'suspended') return STOPPED;
  const epoch = run.state.epochs[path] ?? 0;
  const id = childId(run.identity.workflowId, path, epoch);
  const key = callKey(run.identity, path, epoch, 'forward');
  const position = positionOf(context, step, index, 0);
  const entry = knownIntent(run, path, epoch) ?? intent({ path, position, key, epoch });
  if (!run.state.ledger.includes(entry)) run.state.ledger.push(entry);
  observe(run, { type: 'step_started', path, key, epoch });
  const { definition, plan, planHash } = step;
  const request = { id, definition, plan, planHash, input: input.value, keyRoot: run.identity.keyRoot, path };
  const report = completedBefore(run, id) ?? (await run.effects.child(request, run.boundary.calls));
  if (!report.ok && report.failure.type === CHILD_STILL_RUNS && run.state.wasReset) {
    await run.effects.timer(CHILD_PAUSE_MS, path, run.boundary.waits);
    if (isStopped(run)) return STOPPED;
    outdatePast(run);
    return runChild(run, step, context, index);
  }
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

/** How long a child of an older run, which was asked to cancel, is left alone before somebody looks again. */
const CHILD_PAUSE_MS = 2_000;

function knownIntent(run: Run, path: string, epoch: number): LedgerEntry | undefined {
  return run.state.ledger.find((own) => own.path === path && own.epoch === epoch && own.outcome === 'pending');
}

/** In a reset run: a child of another run that came to nothing, or was undone, is no child of this one any more. */
async function leaveUsedChildren(run: Run, path: string): Promise<Undone> {
  for (;;) {
    const epoch = run.state.epochs[path] ?? 0;
    const used = run.state.past === null ? null : pastChild(run, childId(run.identity.workflowId, path, epoch));
    if (used === null || (used.end === 'completed' && used.undone === 'no') || used.end === 'open') return 'done';
    const entry = used.undone === 'unclear' ? adoptChild(run.plan, used) : null;
    if (entry !== null) {
      run.state.ledger.push(entry);
      if ((await compensateEntries(run, [entry])) === 'suspended') return 'suspended';
    }
    run.state.epochs[path] = epoch + 1;
  }
}

/** A child that completed for another run has done its work: its end is taken over. */
function completedBefore(run: Run, id: string): ChildReport | null {
  const handed = run.state.past === null ? null : (pastChild(run, id)?.handed ?? null);
  return handed === null ? null : { ok: true, ...handed };
}
