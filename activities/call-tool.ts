import { activityInfo, Context, sleep } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Federation } from '../federation/federation.ts';
import type { CallFailureDetails, CallRequest, CallReturn, Receipt } from '../plan/call.ts';
import { canonicalJson } from '../plan/hash/canonical-json.ts';
import type { Json } from '../plan/json.ts';
import { classify, type Verdict } from '../plan/outcome.ts';
import { sha256Hex } from '../plan/hash/sha256.ts';
import { alertWhenStuck } from './alert-when-stuck.ts';
import { executionMeta } from './meta.ts';
import type { OutputCache } from './output-cache.ts';
import { keepResult, type Kept } from './keep-result.ts';
import { isForgotten, isSpentByCount, nextDelay, resume, settleAttempt, type Progress } from './progress.ts';
import { withPulse } from './pulse.ts';
import { sendOnce } from './send-once.ts';
import { failureText } from '../plan/failure-text.ts';

export interface CallDeps {
  federation: Federation;
  cache: OutputCache;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/**
 * The activity behind every call: bind → send → classify → receipt. A repeatable call leaves retrying to Temporal; one that must not
 * be repeated has a single Temporal attempt, and what provably was never sent is tried again inside it (SAGAS "Who retries").
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
    if (isSpentBefore(request, progress) || isForgotten(request, progress, deps.now())) {
      throw failureOf(request, LOST, progress, receipt, null);
    }
    for (;;) {
      const wire = { wasSent: false };
      const attempt = attemptOnce(deps, request, progress, wire);
      const { verdict, kept } = await attempt.catch((error: unknown) => {
        throw mistakeOf(error, progress, wire.wasSent, receipt);
      });
      if (verdict.failure === null && kept !== null) {
        progress = keepAnswer(request, progress, kept.raw);
        if (progress.isContradicted) throw failureOf(request, CONTRADICTED, progress, receipt, null);
        cache.put(request, kept.raw);
        const { output, frozen } = kept;
        return { output, frozen, receipt, provenance: 'live', ageMs: null, attempts: progress.sent + 1, repeated };
      }
      progress = alertWhenStuck(request, settleAttempt(progress, verdict, wire.wasSent), verdict, deps.now());
      Context.current().heartbeat(progress);
      const delayMs = nextDelay(request, progress, verdict, deps.now());
      const isLast = delayMs === null || request.repeatable || Context.current().cancellationSignal.aborted;
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
  const verdict = classify(sent.observation, request.atomicErrors);
  if (verdict.failure !== null) return { verdict, kept: null };
  const kept = keepResult(request, sent.observation, sent.declaresOutput);
  if (!('problem' in kept)) return { verdict, kept };
  return { verdict: classify({ kind: 'bad_result', reason: 'protocol', message: kept.problem }, false), kept: null };
}

/** False when the activity was told to stop meanwhile. */
function isAwakeAfter(
  delayMs: number,
  progress: Progress,
  { timeout: { heartbeatMs } }: CallRequest,
  now: () => number,
): Promise<boolean> {
  return withPulse(progress, { heartbeatMs, now }, () =>
    sleep(delayMs).then(
      () => true,
      () => false,
    ),
  );
}

/** By the execution. A worker that stops, and an operator who pauses, only interrupt: the call is sent again elsewhere, or later. */
function isCanceled(): boolean {
  const { cancellationSignal, cancellationDetails: why } = Context.current();
  if (!cancellationSignal.aborted) return false;
  const isInterrupted = why?.workerShutdown === true || why?.paused === true || why?.reset === true;
  return why?.cancelRequested === true || !isInterrupted;
}

/** The last attempt that the author allows was lost with its worker. */
function isSpentBefore({ retry, repeatable }: CallRequest, { sent, worst }: Progress): boolean {
  // Somebody has allowed more attempts by hand in Temporal (`activity update-options`): that does not make it safe (S10).
  if (!repeatable && worst === 'unknown') return true;
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
