import { failureOf } from '../../../plan/failure-types.ts';
import type { CallReport } from '../../../plan/call.ts';
import type { JsonObject } from '../../../plan/json.ts';
import type { LedgerEntry } from '../../../plan/ledger.ts';
import type { Decision, DecisionOn, DecisionVerb } from '../../../plan/messages.ts';
import { isFallback } from '../../../plan/path.ts';
import type { Call, Step } from '../../../plan/plan.ts';
import { STEP_KINDS } from '../../../plan/step-kinds.ts';
import { argumentsExample, checkArguments } from '../park/check-arguments.ts';
import { findCall } from '../state/find-call.ts';
import { keepAnswer } from '../park/known-answer.ts';
import { SENT_BEFORE_RESET } from '../past/lineage.ts';
import { park, type Taken } from '../park/park.ts';
import { learnOutcome, pastCall } from '../past/past.ts';
import { isPastPivot } from './pivot.ts';
import type { Run } from '../state/run.ts';
import type { StepFailure } from '../state/state.ts';
import type { VerbTexts } from '../park/verb-texts.ts';
import { failureText } from '../../../plan/failure-text.ts';

/** What a failed step takes; `resume` answers the parks that are about no step. */
export type ForwardVerb = Exclude<DecisionOn<'forward'>, 'resume'>;

/** Parks a step that failed; null when it goes back, or on in a new run, meanwhile. */
export function parkForward(
  run: Run,
  step: Step,
  path: string,
  failed: StepFailure,
): Promise<Taken<ForwardVerb> | null> {
  const sent = sentCall(run, failed);
  const { failure, callPath } = failed;
  return park(run, {
    path,
    step: step.name,
    direction: 'forward',
    allowed: verbsOf(run, step, failed, sent),
    message: failureText(failure),
    epoch: callPath === null ? 0 : (run.state.epochs[callPath] ?? 0),
    unclear: isUnclear(failed, sent) ? 'call' : null,
    texts: textsOf(run, step, failed, sent),
    refuse: (verb, decision) => refuse(run, step, failed, sent, verb, decision),
  });
}

/** The effect that failed, as it was written down before it was sent; its plan, where it is a call and no child. */
interface SentCall {
  entry: LedgerEntry | null;
  call: Call | null;
}

export function sentCall(run: Run, { callPath }: StepFailure): SentCall {
  if (callPath === null) return { entry: null, call: null };
  const epoch = run.state.epochs[callPath] ?? 0;
  const entry = run.state.ledger.findLast((own) => own.path === callPath && own.epoch === epoch) ?? null;
  return { entry, call: entry === null ? null : findCall(run.plan, entry) };
}

function verbsOf(run: Run, step: Step, failed: StepFailure, sent: SentCall): ForwardVerb[] {
  const canRetry = failed.outcome === 'no_effect' || failed.repeatable;
  const canGoBack = run.plan.compensates && !isPastPivot(run);
  return [
    ...(canRetry ? (['retry'] as const) : []),
    ...(canReplace(run, step, failed, sent) ? (['retry_with'] as const) : []),
    ...(isUnclear(failed, sent) ? (['resolve_unknown'] as const) : []),
    'skip',
    ...(canGoBack ? (['compensate'] as const) : []),
  ];
}

/** Other arguments are another call: it may be sent when the first did nothing, or once the first is undone. */
function canReplace(run: Run, step: Step, failed: StepFailure, { entry, call }: SentCall): boolean {
  const { callPath, outcome } = failed;
  if (callPath === null || !(STEP_KINDS[step.kind].callsTools || isFallback(callPath))) return false;
  if (outcome === 'no_effect' || entry === null) return true;
  return call?.compensation != null && run.plan.compensates && !isPastPivot(run);
}

function isUnclear({ outcome }: StepFailure, { call }: SentCall): boolean {
  return outcome !== 'no_effect' && call !== null;
}

function textsOf(run: Run, step: Step, { outcome, repeatable }: StepFailure, { entry, call }: SentCall): VerbTexts {
  const isGone = outcome === 'no_effect' || entry === null;
  const example = call === null ? {} : argumentsExample(run, call);
  const output: JsonObject = needsOutput(step, call) ? { output: {} } : {};
  return {
    retry: {
      does: `sends it again, under ${outcome === 'no_effect' ? 'a new' : 'the same'} key${outcome !== 'no_effect' && repeatable ? ': a tool that has done it does not do it twice' : ''}`,
      example: { reason: 'why' },
    },
    retry_with: {
      does: isGone
        ? 'sends it with other arguments, under a new key'
        : 'undoes what may have happened, then sends it with other arguments, under a new key',
      example: { arguments: example, reason: 'why' },
    },
    resolve_unknown: {
      does: 'you say whether the call happened: if so, the step ends well with its output, if not, it is sent again under the same key',
      example: { happened: true, ...output, evidence: 'how you know' },
    },
  };
}

/** Somebody reads what the call answered: a later step, the next tool, or the compensation. */
function needsOutput(step: Step, call: Call | null): boolean {
  return step.outputReaders.length > 0 || step.kind === 'tools' || call?.compensation?.needsOutput === true;
}

function refuse(
  run: Run,
  step: Step,
  { projection = null }: StepFailure,
  { entry, call }: SentCall,
  verb: DecisionVerb,
  { arguments: given = {}, happened, output }: Decision,
): string | null {
  if (verb === 'retry_with') return call === null ? null : checkArguments(run, call, given);
  if (verb !== 'resolve_unknown' || entry === null) return null;
  if (happened !== true) {
    return output === undefined ? null : 'a call that did not happen has no "output"';
  }
  if (output === undefined) {
    return needsOutput(step, call) ? 'what the call answered is read, so "output" is needed when it happened' : null;
  }
  const kept = keepAnswer(entry, projection, output);
  if ('problem' in kept) return `this "output" cannot be used: ${kept.problem}`;
  const compensation = call?.compensation;
  return compensation?.needsOutput === true ? checkArguments(run, compensation, kept.frozen ?? {}) : null;
}

/** Notes what an operator says of an unclear call: the step then runs on as if the call had said so itself. */
export function resolveCall(run: Run, failed: StepFailure, { happened, output }: Decision): void {
  const { entry } = sentCall(run, failed);
  const { callPath, projection = null, attempts } = failed;
  if (entry === null || callPath === null) return;
  if (happened !== true) {
    entry.outcome = 'no_effect';
    const past = pastCall(run, entry.key);
    if (past === null || past.outcome === 'no_effect') return;
    // Said of what another run has sent; else it says nothing about that: a reset brings it again from when less was known.
    if (failed.failure.type === SENT_BEFORE_RESET) past.outcome = 'no_effect';
    else learnOutcome(entry, past);
    return;
  }
  const kept = output === undefined ? null : keepAnswer(entry, projection, output);
  const known = kept === null || 'problem' in kept ? { output: null, frozen: entry.frozen } : kept;
  run.state.answers[entry.key] = { ok: true, ...known, provenance: 'live', ageMs: null, attempts, repeated: false };
}

/** Keeps the arguments for every later time that this call is sent. */
export function replaceArguments(run: Run, { callPath }: StepFailure, given: JsonObject): void {
  if (callPath !== null) run.state.overrides[callPath] = given;
}

/** A fallback is asked only after the call did nothing: that stays so, and the call itself is not sent again. */
export function standsForNothing(): CallReport {
  const failure = failureOf('CallRefused', 'It did nothing, so its fallback was asked.');
  return { ok: false, outcome: 'no_effect', attempts: 0, failure };
}
