import { failureOf } from '../../../plan/failure-types.ts';
import type { CallReport, CallRequest } from '../../../plan/call.ts';
import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import type { Scope } from '../../../plan/expressions/evaluate.ts';
import { worst, type Outcome } from '../../../plan/outcome.ts';
import { fallbackOf } from '../../../plan/path.ts';
import type { Call, Probe } from '../../../plan/plan.ts';
import { attempt } from '../state/attempt.ts';
import { doubtFallback } from './doubt-fallback.ts';
import { after, type Eventually } from '../eventually.ts';
import { callKey } from '../state/keys.ts';
import type { LedgerEntry, Position } from '../../../plan/ledger.ts';
import { contradiction, leaveUsedKeys, refuseRepeat, sentElsewhere, usedKey, KEY_FORGOTTEN } from '../past/lineage.ts';
import { INTERRUPTED_BY_RESET, knowPast, pastCall } from '../past/past.ts';
import { prepareCall } from './prepare-call.ts';
import { askProbe } from './probe.ts';
import { isStopped, observe, type Run } from '../state/run.ts';
import { completed, STOPPED, type StepResult } from '../state/state.ts';
import { inWords } from '../../../plan/duration.ts';

/** One call of a step, where it stands and what it can read. */
export interface CallSite {
  call: Call;
  step: string;
  path: string;
  position: Position;
  scope: Scope;
  isFallback?: true;
}

/** Intent, call, verdict; then what the definition says about an unclear or failed one: probe, fallback. */
export function runCall(run: Run, site: CallSite): Eventually<StepResult> {
  const asking = site.call.effect ? knowPast(run) : null;
  if (asking === null) return send(run, site);
  return asking.then(() => (isStopped(run) ? STOPPED : sendAfterReset(run, site)));
}

/** In a reset run: a key that another run has used up is not used again, and what that run left unclear is undone first. */
async function sendAfterReset(run: Run, site: CallSite): Promise<StepResult> {
  do {
    if ((await leaveUsedKeys(run, site.path)) === 'suspended') return STOPPED;
    // The point of a later reset may lie within that undo: then there is more to know.
    const asking = knowPast(run);
    if (asking !== null) await asking;
    if (isStopped(run)) return STOPPED;
  } while (usedKey(run, site.path) !== null);
  return send(run, site);
}

function send(run: Run, site: CallSite): Eventually<StepResult> {
  const { call, path } = site;
  if (run.state.past !== null && usedKey(run, path) !== null) return sendAfterReset(run, site);
  if (call.fallback?.kind === 'call') doubtFallback(run, path);
  const epoch = run.state.epochs[path] ?? 0;
  const key = callKey(run.identity, path, epoch, 'forward');
  const prepared = prepareCall(run, site, key, epoch);
  if ('failed' in prepared) return prepared.failed;

  const { request, entry } = prepared;
  const before = worst(sentBefore(entry), sentElsewhere(run, key)) as Sent['before'];
  observe(run, { type: 'step_started', path, server: call.server, tool: call.tool, key, epoch });
  const sent: Sent = { request, entry, before };
  const known = answerTo(run, key);
  if (known !== null) return takeAnswer(run, site, sent, known);
  const refused = refuseRepeat(run, request) ?? refuseForgotten(run, call, sent);
  if (refused !== null) return askAbout(run, site, sent, refused);
  if (call.probe !== null) {
    return callAndProbe(run, site, call.probe, sent);
  }
  return after(run.effects.call(request, run.boundary.calls), (report) =>
    judge(run, site, sent, { report, isClean: false, isPaused: false }),
  );
}

/** What is not sent again because it would happen again: a probe may tell, else a person. */
function askAbout(run: Run, site: CallSite, sent: Sent, refused: CallReport): Eventually<StepResult> {
  const { probe } = site.call;
  const unrepeatable = { ...sent, request: { ...sent.request, repeatable: false } };
  if (probe !== null) return callAndProbe(run, site, probe, unrepeatable, refused);
  return judge(run, site, unrepeatable, { report: refused, isClean: false, isPaused: false });
}

/** Its tool does not know the key any more: what may have happened would happen again (S9 "retention"). */
function refuseForgotten(run: Run, call: Call, { entry, before }: Sent): CallReport | null {
  const { retentionMs } = call.idempotency;
  if (retentionMs === null || before === 'no_effect' || entry?.sentAt == null) return null;
  if (run.effects.now() - entry.sentAt < retentionMs) return null;
  const message = `It may have happened (${before}), and ${call.server}.${call.tool} remembers keys for ${inWords(retentionMs)} only: it is not sent again.`;
  return { ok: false, outcome: before, attempts: 0, failure: failureOf(KEY_FORGOTTEN, message) };
}

/** Sent before under this key and not known to have done nothing: the worst outcome of all that was sent counts. */
function sentBefore(entry: LedgerEntry | null): Sent['before'] {
  return entry === null || entry.outcome === 'pending' || entry.outcome === 'ok' ? 'no_effect' : entry.outcome;
}

interface Sent {
  request: CallRequest;
  entry: LedgerEntry | null;
  /** The outcome of what was sent under this key before. */
  before: Exclude<Outcome, 'ok'>;
}

function judge(
  run: Run,
  site: CallSite,
  { request, entry, before }: Sent,
  { report, isClean, isPaused }: Asked,
): Eventually<StepResult> {
  const { call, path } = site;
  const isRepeated = !isClean && before !== 'no_effect';
  if (wasInterrupted(report)) return afterInterruption(run, site, { request, entry, before });
  const contradicted = report.ok && isKeyed(call) ? contradiction(run, request, report) : null;
  if (contradicted !== null)
    return judge(run, site, { request, entry, before }, { report: contradicted, isClean, isPaused });
  if (report.ok) return succeed(run, site, entry, { ...report, repeated: report.repeated || isRepeated });

  const outcome = isRepeated && worst(before, report.outcome) === before ? before : report.outcome;
  if (entry !== null) keepUnclear(entry, outcome, request);
  if (isPaused) return STOPPED;
  if (call.fallback !== null && !run.boundary.calls.canceled && (!call.effect || outcome === 'no_effect')) {
    return fallBack(run, site, call.fallback);
  }
  const { attempts, failure } = report;
  const { repeatable, projection } = request;
  return { ok: false, outcome, repeatable, attempts, callPath: path, failure, projection };
}

/** What a person says later that it answered must still be able to fix how it is undone. */
function keepUnclear(entry: LedgerEntry, outcome: Exclude<Outcome, 'ok'>, { freeze }: CallRequest): void {
  entry.outcome = outcome;
  if (outcome === 'no_effect') return;
  // Now this run has sent it, too: what becomes of it is decided with its step.
  Reflect.deleteProperty(entry, 'isOrphan');
  if (freeze !== null) entry.freeze = freeze;
}

/** How an operator said that the call ended: used once, instead of sending it. */
function answerTo(run: Run, key: string): CallReport | null {
  const known = run.state.answers[key];
  if (known === undefined) return null;
  Reflect.deleteProperty(run.state.answers, key);
  return known;
}

function takeAnswer(run: Run, site: CallSite, sent: Sent, report: CallReport): Eventually<StepResult> {
  if (report.ok) return succeed(run, site, sent.entry, report);
  return judge(run, site, { ...sent, before: 'no_effect' }, { report, isClean: true, isPaused: false });
}

function isKeyed({ idempotency }: Call): boolean {
  return idempotency.kind === 'meta' || idempotency.kind === 'argument';
}

interface Asked {
  report: CallReport;
  /** A probe has said that nothing sent under this key before had happened. */
  isClean: boolean;
  /** It would be sent again, but in the next run. */
  isPaused: boolean;
}

/** Sends, and as long as a probe says that it did not happen, sends again (S12). */
async function callAndProbe(
  run: Run,
  site: CallSite,
  probe: Probe,
  sent: Sent,
  known: CallReport | null = null,
): Promise<StepResult> {
  const { call, path } = site;
  const { request, entry } = sent;
  const { calls, waits } = run.boundary;
  const { past } = run.state;
  let report = known ?? (await run.effects.call(request, calls));
  let isClean = false;
  for (let probes = 1; !report.ok && report.outcome === 'unknown' && !wasInterrupted(report); probes += 1) {
    const found = await askProbe(run, site, probe, request);
    if (found === 'unclear') break;
    report = found;
    isClean = true;
    if (report.ok || probes >= (call.retry.maximumAttempts ?? Infinity)) break;
    await run.effects.timer(call.retry.initialIntervalMs, path, waits);
    // What another run has seen of it since outweighs the probe's word.
    if (isStopped(run) && run.state.past !== past) return STOPPED;
    if (calls.canceled) break;
    if (isStopped(run)) return judge(run, site, sent, { report, isClean, isPaused: true });
    const asking = knowPast(run);
    if (asking !== null) await asking;
    if (run.state.past !== past) {
      // A reset in the meantime: what other runs have sent since is looked at first.
      if (entry !== null && entry.outcome === 'pending') entry.outcome = 'no_effect';
      return isStopped(run) ? STOPPED : runCall(run, site);
    }
    report = await run.effects.call(request, calls);
  }
  return judge(run, site, sent, { report, isClean, isPaused: false });
}

function wasInterrupted(report: CallReport): boolean {
  return !report.ok && report.failure.type === INTERRUPTED_BY_RESET;
}

/** Under way at the point of a reset: sent again under the same key, or looked up in the run that had sent it. */
async function afterInterruption(run: Run, site: CallSite, { request, entry, before }: Sent): Promise<StepResult> {
  if (entry !== null) entry.outcome = 'unknown';
  const asking = knowPast(run);
  if (asking !== null) await asking;
  if (isStopped(run)) return STOPPED;
  if (request.repeatable || pastCall(run, request.key) !== null) return runCall(run, site);
  const failure = failureOf('CallFailed', 'It was under way when the execution was reset.');
  const unknown: CallReport = { ok: false, outcome: 'unknown', attempts: 1, failure };
  return judge(run, site, { request, entry, before }, { report: unknown, isClean: false, isPaused: false });
}

function succeed(run: Run, site: CallSite, entry: LedgerEntry | null, report: CallReport & { ok: true }): StepResult {
  const { call, path } = site;
  if (entry !== null) {
    entry.outcome = 'ok';
    Reflect.deleteProperty(entry, 'freeze');
    Reflect.deleteProperty(entry, 'isOrphan');
    Reflect.deleteProperty(entry, 'undoBegan');
    // A natural tool that was called again answers "nothing created": that says nothing about the first call.
    const isCertain = !(report.repeated && call.idempotency.kind === 'natural');
    if (call.compensation?.needsOutput === true) entry.frozen = isCertain ? report.frozen : entry.withoutOutput;
  }
  const provenance = site.isFallback === true ? 'fallback' : report.provenance;
  if (provenance !== 'live') run.state.degraded.push(site.step);
  observe(run, { type: 'step_completed', path, attempts: report.attempts, provenance });
  return completed(report.output, provenance);
}

function fallBack(run: Run, site: CallSite, fallback: NonNullable<Call['fallback']>): Eventually<StepResult> {
  if (fallback.kind === 'call') {
    const path = fallbackOf(site.path);
    return after(runCall(run, { ...site, call: fallback.call, path, isFallback: true }), (result) => {
      showFallback(run, site.path, result);
      return result;
    });
  }
  const value = attempt(() => evaluateTemplate(fallback.value, site.scope));
  if (!value.ok) return value.failed;
  run.state.degraded.push(site.step);
  observe(run, { type: 'step_completed', path: site.path, provenance: 'fallback' });
  return completed(value.value, 'fallback');
}

/** The call that it stood in for ends with it, for those who look on. */
export function showFallback(run: Run, path: string, result: StepResult): void {
  if (result.ok === true) observe(run, { type: 'step_completed', path, provenance: 'fallback' });
  if (result.ok === false)
    observe(run, { type: 'step_failed', path, outcome: result.outcome, failure: result.failure });
}
