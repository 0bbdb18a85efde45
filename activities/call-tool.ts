import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Federation } from '../federation/federation.ts';
import type { CallFailureDetails, CallRequest, CallReturn, Receipt } from '../plan/call.ts';
import { canonicalJson } from '../plan/hash/canonical-json.ts';
import type { Json } from '../plan/json.ts';
import type { Observation } from '../plan/observation.ts';
import { classify, type Verdict } from '../plan/outcome.ts';
import { sha256Hex } from '../plan/hash/sha256.ts';
import { alertWhenStuck } from './alert-when-stuck.ts';
import { executionMeta } from './meta.ts';
import type { OutputCache } from './output-cache.ts';
import { keepResult, type Kept } from './keep-result.ts';
import { isForgotten, isSpentByCount, nextDelay, resume, settleAttempt, type Progress } from './progress.ts';
import { withPulse } from './pulse.ts';
import { sendOnce } from './send-once.ts';
import { isAwakeAfter, waitsInside } from './wait-inside.ts';
import { failureText } from '../plan/failure-text.ts';

export interface CallDeps {
  federation: Federation;
  cache: OutputCache;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/**
 * The activity behind every call: bind → send → classify → receipt. Temporal retries it, and what the attempts have shown travels from one
 * to the next in their heartbeats. A call that must not be repeated goes on only where each of them left the word that nothing was done
 * (SAGAS "Retries").
 */
export function createCallTool(deps: CallDeps) {
  const { cache } = deps;
  return async (request: CallRequest): Promise<CallReturn> => {
    const info = activityInfo();
    const receipt: Receipt = { runId: info.workflowExecution?.runId ?? '', key: request.key, epoch: request.epoch };
    const cached = fromCache(cache, request);
    if (cached !== null) return { ...cached, receipt, attempts: 0, repeated: false };

    let progress = resume(info.heartbeatDetails, info.attempt, deps.now(), info.scheduledTimestampMs);
    const repeated = progress.worst !== 'ok' && progress.worst !== 'no_effect';
    if (mustNotGoOn(request, progress, deps.now())) {
      const before = { ...progress, attempt: progress.attempt - 1 };
      throw failureOf(request, LOST, before, receipt, null);
    }
    const waits = waitsInside(info, request);
    for (;;) {
      const wire = { wasSent: false };
      const attempt = attemptOnce(deps, request, progress, wire);
      const { verdict, kept, isCutOff } = await attempt.catch((error: unknown) => {
        throw mistakeOf(error, progress, wire.wasSent, receipt);
      });
      if (verdict.failure === null && kept !== null) {
        progress = keepAnswer(request, progress, kept.raw);
        if (progress.isContradicted) throw failureOf(request, CONTRADICTED, progress, receipt, null);
        cache.put(request, kept.raw);
        const { output, frozen } = kept;
        return { output, frozen, receipt, provenance: 'live', ageMs: null, attempts: progress.sent + 1, repeated };
      }
      progress = settleAttempt(progress, verdict, wire.wasSent, isCutOff);
      progress = alertWhenStuck(request, progress, verdict, deps.now());
      Context.current().heartbeat(progress);
      const delayMs = nextDelay(request, progress, verdict, deps.now());
      const isLast = delayMs === null || !waits || Context.current().cancellationSignal.aborted;
      if (isLast || !(await isAwakeAfter(delayMs, progress, request, deps.now))) {
        throw failureOf(request, verdict, progress, receipt, delayMs);
      }
      progress = { ...progress, attempt: progress.attempt + 1 };
    }
  };
}

/**
 * O12: a compensation that has answered once is remembered until its end is in history, so that the same key with another answer is
 * noticed. Forward calls do without: the heartbeat would be one more request for every step.
 */
function keepAnswer(request: CallRequest, progress: Progress, raw: Json): Progress {
  if (request.direction !== 'compensation' || request.isKeyed !== true) return progress;
  const answer = sha256Hex(canonicalJson(raw));
  const isContradicted = progress.answer !== null && progress.answer !== answer;
  const kept = { ...progress, answer, isContradicted };
  if (!isContradicted) Context.current().heartbeat({ ...kept, isSettled: false });
  return kept;
}

const CONTRADICTED: Verdict = {
  outcome: 'effect_possible',
  retry: 'never',
  failure: { type: 'ContractViolated', message: 'The tool has answered the same key with something else than before.' },
  retryAfterMs: null,
};

interface Attempted {
  verdict: Verdict;
  kept: Kept | null;
  /** Interrupted before anything was sent. */
  isCutOff: boolean;
}

/** `wire.wasSent` stays false only when nothing can have reached the server. */
async function attemptOnce(
  { federation, now }: CallDeps,
  request: CallRequest,
  progress: Progress,
  wire: { wasSent: boolean },
): Promise<Attempted> {
  const { info, cancellationSignal: signal } = Context.current();
  const { heartbeatMs } = request.timeout;
  const sent = await withPulse({ ...progress, isSettled: false }, { heartbeatMs, now }, (onProgress) => {
    const onSent = (): void => {
      wire.wasSent = true;
    };
    return sendOnce(federation, request, executionMeta(request, info), { signal, onSent, onProgress });
  });
  const isCutOff = wasCutOff(sent.observation) && !wire.wasSent;
  const verdict = classify(isCutOff ? CUT_OFF : sent.observation, request.atomicErrors);
  if (verdict.failure !== null) return { verdict, kept: null, isCutOff };
  const kept = keepResult(request, sent.observation, sent.declaresOutput);
  if (!('problem' in kept)) return { verdict, kept, isCutOff };
  const bad = classify({ kind: 'bad_result', reason: 'protocol', message: kept.problem }, false);
  return { verdict: bad, kept: null, isCutOff };
}

/** By a worker that stops or an operator who pauses. By the execution it is an end: whoever cancels does not want it any more. */
function wasCutOff(seen: Observation): boolean {
  return seen.kind === 'refused_here' && seen.reason === 'canceled' && !isCanceled();
}

const CUT_OFF: Observation = {
  kind: 'not_sent',
  reason: 'held_back',
  message: 'The attempt was interrupted before anything was sent.',
};

/** By the execution. A worker that stops, and an operator who pauses, only interrupt: the call is sent again elsewhere, or later. */
function isCanceled(): boolean {
  const { cancellationSignal, cancellationDetails: why } = Context.current();
  if (!cancellationSignal.aborted) return false;
  const isInterrupted = why?.workerShutdown === true || why?.paused === true || why?.reset === true;
  return why?.cancelRequested === true || !isInterrupted;
}

/** What earlier attempts have done, or may have done, forbids another one. */
function mustNotGoOn(request: CallRequest, progress: Progress, now: number): boolean {
  // S10: one of them left no word, or not the word that nothing was done. More attempts allowed by hand change nothing.
  const isUnclear = !request.repeatable && progress.worst === 'unknown';
  return isUnclear || isSpentBefore(request, progress) || isForgotten(request, progress, now);
}

/** The last attempt that the author allows was lost with its worker. */
function isSpentBefore({ retry }: CallRequest, { sent }: Progress): boolean {
  return retry.isExplicit && retry.maximumAttempts !== null && sent >= retry.maximumAttempts;
}

const LOST: Verdict = {
  outcome: 'unknown',
  retry: 'keyed',
  failure: { type: 'ServerUnavailable', message: 'The worker that sent it gave no answer.' },
  retryAfterMs: null,
};

function fromCache(
  cache: OutputCache,
  request: CallRequest,
): Pick<CallReturn, 'output' | 'frozen' | 'provenance' | 'ageMs'> | null {
  const found = cache.get(request);
  if (found === null) return null;
  const kept = keepResult(request, { kind: 'cached', raw: found.output }, true);
  if ('problem' in kept) return null;
  return { output: kept.output, frozen: null, provenance: 'cached', ageMs: found.ageMs };
}

/** A mistake in this program. It would be made again in every attempt, so it is told at once, as what it is. */
function mistakeOf(error: unknown, progress: Progress, wasSent: boolean, receipt: Receipt): ApplicationFailure {
  const before = progress.worst === 'ok' ? 'no_effect' : progress.worst;
  const attempts = progress.sent + (wasSent ? 1 : 0);
  const details: CallFailureDetails = { outcome: wasSent ? 'unknown' : before, retry: 'never', attempts, receipt };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const cause = error instanceof Error ? error : undefined;
  return ApplicationFailure.create({ type: 'CallFailed', message, nonRetryable: true, cause, details: [details] });
}

function failureOf(
  request: CallRequest,
  verdict: Verdict,
  progress: Progress,
  receipt: Receipt,
  delayMs: number | null,
): ApplicationFailure {
  const outcome = progress.worst === 'ok' ? verdict.outcome : progress.worst;
  const details: CallFailureDetails = { outcome, retry: verdict.retry, attempts: progress.sent, receipt };
  const { type, message } = verdict.failure ?? { type: 'BadResult', message: 'The call ended without a result.' };
  const isSpent = delayMs === null && request.retry.isExplicit && isSpentByCount(request, progress, verdict);
  const tries = progress.attempt > 1 ? ` (after ${progress.attempt} attempts)` : '';
  return ApplicationFailure.create({
    type: isSpent ? 'AttemptsSpent' : type,
    message: isSpent ? `${failureText({ type, message })}${tries}` : `${message}${tries}`,
    nonRetryable: delayMs === null || isCanceled(),
    nextRetryDelay: delayMs ?? undefined,
    details: [details],
  });
}
