import { failureOf } from '../../plan/failure-types.ts';
import { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import type { Json, JsonObject } from '../../plan/json.ts';
import type { ApprovalAnswer, ApprovalVerb, Decision, DecisionVerb } from '../../plan/messages.ts';
import { asPlanReads } from '../../plan/numbers/as-plan-reads.ts';
import type { Plan } from '../../plan/plan.ts';
import { refuseAnswer, takeAnswer } from './park/answer.ts';
import { attempt } from './state/attempt.ts';
import { createCancelToken, type CancelToken } from './cancel-token.ts';
import { compensateEntries } from './back/compensate.ts';
import { rootContext, scopeOf, type Context } from './state/context.ts';
import { decide, refuseDecision } from './park/decide.ts';
import type { Effects } from './effects.ts';
import { isNow, type Eventually } from './eventually.ts';
import { goBack, type Ending } from './back/go-back.ts';
import { adoptOrphans, whenPastKnown } from './past/past.ts';
import { fitOutput } from './fit-output.ts';
import { isPastPivot } from './forward/pivot.ts';
import { askForward } from './past/strays.ts';
import { rewind } from './past/rewind.ts';
import { askWhetherToStay } from './park/outgrown.ts';
import { createRun, observe, reopen, standDown, stop, type Identity, type Run } from './state/run.ts';
import { runSteps } from './forward/run-steps.ts';
import type { ExecutionState } from './state/state.ts';
import { inWords } from '../../plan/duration.ts';

export type { Ending } from './back/go-back.ts';

/** One run of one execution, and what people can say to it while it goes on. */
export interface Interpreter {
  /** Fires when the forward calls must come to an end. */
  readonly calls: CancelToken;
  /** Settles once: completed, failed, canceled, or to be continued in a new run. Never throws for a reason in the definition. */
  run(): Promise<Ending>;
  /** Cancels before the pivot; after it the request is shown and ignored (S29). */
  cancel(): void;
  /** A recovery is told that a run which a reset made goes on with the execution. */
  standDown(runId: string): void;
  signal(name: string, payload: Json): void;
  /** Each gives the sentence that says why not, or null. The `refuse…` ones only ask. */
  refuseDecision(verb: DecisionVerb, decision: Decision): string | null;
  decide(verb: DecisionVerb, decision: Decision): string | null;
  refuseAnswer(verb: ApprovalVerb, answer: ApprovalAnswer): string | null;
  answer(verb: ApprovalVerb, answer: ApprovalAnswer): string | null;
}

/** Interprets a plan against effects. Pure: all it knows of the world comes through `effects` and the messages. */
export function createInterpreter(
  plan: Plan,
  input: JsonObject,
  identity: Identity,
  state: ExecutionState,
  effects: Effects,
): Interpreter {
  const run = createRun(plan, input, identity, state, effects, runSteps);
  return {
    calls: run.root.calls,
    run: () => interpret(run),
    cancel: () => {
      run.state.isCancelRequested = true;
      run.flags.isCanceledHere = true;
      void cancelBeforePivot(run);
    },
    standDown: (runId) => standDown(run, runId),
    signal: (name, payload) => void (run.state.signals[name] ??= []).push(asPlanReads(plan, payload)),
    refuseDecision: (verb, decision) => refuseDecision(run, verb, asPlanReads(plan, decision)),
    decide: (verb, decision) => decide(run, verb, asPlanReads(plan, decision)),
    refuseAnswer: (verb, answer) => refuseAnswer(run, verb, asPlanReads(plan, answer)),
    answer: (verb, answer) => takeAnswer(run, verb, asPlanReads(plan, answer)),
  };
}

function interpret(run: Run): Promise<Ending> {
  if (run.state.phase === 'compensating') return goBack(run);

  // Asked for in an earlier run, while a pivot was under way.
  if (run.state.isCancelRequested) void cancelBeforePivot(run);
  const deadline = createCancelToken();
  if (run.plan.deadlineMs !== null) void watchDeadline(run, run.plan.deadlineMs, deadline);
  return goForward(run, deadline);
}

/**
 * Walks over the steps until they have ended: once, and after a reset again for those that rest on what is gone (S34). Then the way back,
 * if there is a reason. One function, as each one that waits costs every execution promises.
 */
async function goForward(run: Run, deadline: CancelToken): Promise<Ending> {
  const { state, flags, plan } = run;
  let ending: Ending | null = null;
  while (ending === null && !isGoingBack(run)) {
    if (run.root.waits.canceled && !flags.continuesAsNew) reopen(run);
    if (flags.hasOutgrown) await askWhetherToStay(run);
    else if (state.stale.length > 0) await rewind(run);
    else {
      const context = rootContext();
      await runSteps(run, plan.steps, context);
      const end = isGoingBack(run)
        ? null
        : whenPastKnown(run, () => (hasWalked(run, context) ? endForward(run, context) : null));
      ending = isNow(end) ? end : await end;
    }
    if (flags.continuesAsNew && !isGoingBack(run)) ending ??= { kind: 'continue_as_new' };
  }
  deadline.cancel();
  return ending ?? goBack(run);
}

/** Null when it has not led to the end after all. */
function endForward(run: Run, context: Context): Eventually<Ending | null> {
  if (run.state.ledger.some(({ isStray, state }) => isStray === true && state === 'open'))
    return askForward(run).then((isKnown) => (isKnown && !isGoingBack(run) ? endKnown(run, context) : null));
  return endKnown(run, context);
}

function endKnown(run: Run, context: Context): Eventually<Ending | null> {
  // What another run did and this one did not is no part of what completes here.
  const orphans = adoptOrphans(run);
  if (orphans.length === 0) return finish(run, context);
  return compensateEntries(run, orphans).then((end) =>
    end === 'suspended' || isGoingBack(run) ? null : finish(run, context),
  );
}

/** The output. What is returned never decides about effects: what cannot be kept of it is null, and a notice says so. */
function finish(run: Run, context: Context): Ending | null {
  const scope = scopeOf(run, context);
  const output = attempt(() => evaluateTemplate(run.plan.output, scope));
  if (output.ok) return { kind: 'completed', output: output.value };
  const { failure } = output.failed;
  // Asked only here: the question leaves a marker. Before this change such an execution went back where no pivot had passed.
  const isKept = run.effects.patched('output-kept');
  if (!isKept && !run.state.pivotPassed) {
    stop(run, { kind: 'failed', step: 'output', failure, undoes: true });
    return null;
  }
  if (!isKept) {
    observe(run, { type: 'notice', notice: 'OutputLost', path: null, message: failure.message });
    return { kind: 'completed', output: null };
  }
  const { value, lost } = fitOutput(run.plan.output, scope);
  const what = lost.length === 0 ? failure.message : `${lost.join('; ')}.`;
  const message = `The answers of the calls are in the history, but of the output (256 kB at most): ${what}`;
  observe(run, { type: 'notice', notice: 'OutputLost', path: null, message });
  return { kind: 'completed', output: value };
}

function isGoingBack({ state }: Run): boolean {
  return state.stop !== null;
}

/** To the end: every step has ended, and nothing of it is to be walked again. */
function hasWalked(run: Run, context: Context): boolean {
  if (isGoingBack(run) || run.state.stale.length > 0) return false;
  return run.plan.steps.every((step) => Object.hasOwn(context.steps, step.name));
}

async function cancelBeforePivot(run: Run): Promise<void> {
  await run.effects.until(() => run.flags.pivotsInFlight === 0);
  await whenPastKnown(run, () => {
    if (!isPastPivot(run)) {
      stop(run, { kind: 'canceled' });
      return;
    }
    const message = 'Cancel came after the point of no return and is ignored: the execution goes on to its end.';
    observe(run, { type: 'notice', notice: 'CancelIgnored', path: null, message });
  });
}

/** Before the pivot the deadline leads back; after it people are told (S17, S30). */
async function watchDeadline(run: Run, deadlineMs: number, over: ReturnType<typeof createCancelToken>): Promise<void> {
  const left = Math.max(0, run.state.startedAt + deadlineMs - run.effects.now());
  const end = await run.effects.timer(left, 'deadline', over);
  if (end === 'canceled') return;
  await run.effects.until(() => run.flags.pivotsInFlight === 0 || over.canceled);
  if (over.canceled) return;
  await whenPastKnown(run, () => {
    if (over.canceled) return;
    const message = `The execution did not end within its deadline of ${inWords(deadlineMs)}.`;
    if (isPastPivot(run)) observe(run, { type: 'notice', notice: 'DeadlinePassed', path: null, message });
    else stop(run, { kind: 'failed', step: 'deadline', failure: failureOf('DeadlineExceeded', message), undoes: true });
  });
}
