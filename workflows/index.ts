import './stack-depth.ts';
import { allHandlersFinished, CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { Json } from '../plan/json.ts';
import { admit, type PlanArgument } from './admit.ts';
import { createPlanWait } from './await-plan.ts';
import { isRecovery, type Carried } from './begin.ts';
import { endRun, type HandedOver } from './end-run.ts';
import { isNow } from './interpreter/eventually.ts';
import { createInterpreter } from './interpreter/interpret.ts';
import { listen } from './messages.ts';
import { createReport } from './report/report.ts';
import { createScopes } from './effects/scopes.ts';
import { createEffects } from './effects/temporal-effects.ts';

export { ReconcileTerminated } from './reconcile.ts';

/**
 * Every definition's workflow: Temporal shows the definition's name as its type. Started with `[input]`, or with `[input, {plan, hash}]`;
 * the third argument is what a continue-as-new or a parent hands on.
 */
export default async function execute(
  input?: Json,
  given?: PlanArgument,
  carried: Carried = {},
): Promise<Json | HandedOver> {
  const root = CancellationScope.current();
  const scopes = createScopes();
  const wait = createPlanWait(root, scopes.shield);
  const messages = listen(wait, isRecovery(carried, workflowInfo().workflowId));
  const admitting = admit(input ?? {}, given, carried, scopes, messages.isSuperseded, wait);
  // Awaited only where there is something to wait for, here and below: most executions bring all they need.
  const admitted = isNow(admitting) ? admitting : await admitting;
  const { plan, hash, state, identity, accepted } = admitted;
  const report = createReport(plan, hash, state, scopes.shield);
  const interpreter = createInterpreter(
    plan,
    accepted,
    identity,
    state,
    createEffects(scopes, state, report.observe, admitted.carried.recovers, plan),
  );
  messages.attach(interpreter, report, plan);
  // Nothing inside is canceled by Temporal: the interpreter decides what a cancel means (S29).
  root.cancelRequested.catch(() => {
    interpreter.cancel();
  });
  // The way forward runs where its calls are canceled: each call then needs no scope of its own.
  const ending = await scopes.within(interpreter.calls, () => interpreter.run());
  if (!allHandlersFinished()) await scopes.until(allHandlersFinished);
  return endRun(ending, {
    input: accepted,
    plan,
    hash,
    state,
    carried: admitted.carried,
    report,
    workflowType: workflowInfo().workflowType,
    isCanceledHere: root.consideredCancelled,
  });
}
