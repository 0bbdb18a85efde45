import type { CallReport, CallRequest } from '../../plan/call.ts';
import { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import type { Scope } from '../../plan/expressions/evaluate.ts';
import { worst, type Outcome } from '../../plan/outcome.ts';
import type { Call, Probe } from '../../plan/plan.ts';
import { attempt } from './attempt.ts';
import { after, type Eventually } from './eventually.ts';
import { callKey } from './keys.ts';
import type { LedgerEntry, Position } from './ledger.ts';
import { prepareCall } from './prepare-call.ts';
import { askProbe } from './probe.ts';
import { isStopped, observe, type Run } from './run.ts';
import { completed, STOPPED, type StepResult } from './state.ts';

/** One call of a step, where it stands and what it can read. */
export interface CallSite {
  call: Call;
  step: string;
  path: string;
  position: Position;
  scope: Scope;
  isFallback?: true;
}

/** Ends the path of a fallback's call. */
export const FALLBACK = '~fallback';

/** Intent, call, verdict; then what the definition says about an unclear or failed one: probe, fallback. */
export function runCall(run: Run, site: CallSite): Eventually<StepResult> {
  const { call, path } = site;
  const epoch = run.state.epochs[path] ?? 0;
  const key = callKey(run.identity, path, epoch, 'forward');
  const prepared = prepareCall(run, site, key, epoch);
  if ('failed' in prepared) return prepared.failed;

  const { request, entry } = prepared;
  // Sent before under this key and not known to have done nothing: the worst outcome of all that was sent counts.
  const before = entry === null || entry.outcome === 'pending' || entry.outcome === 'ok' ? 'no_effect' : entry.outcome;
  observe(run, { type: 'step_started', path, server: call.server, tool: call.tool, key, epoch });
  const sent: Sent = { request, entry, before };
  if (call.probe !== null) {
    return callAndProbe(run, site, call.probe, request).then((asked) => judge(run, site, sent, asked));
  }
  return after(run.effects.call(request, run.boundary.calls), (report) =>
    judge(run, site, sent, { report, isClean: false, isPaused: false }),
  );
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
  if (report.ok) return succeed(run, site, entry, { ...report, repeated: report.repeated || isRepeated });

  const outcome = isRepeated && worst(before, report.outcome) === before ? before : report.outcome;
  if (entry !== null) entry.outcome = outcome;
  if (isPaused) return STOPPED;
  if (call.fallback !== null && !run.boundary.calls.canceled && (!call.effect || outcome === 'no_effect')) {
    return fallBack(run, site, call.fallback);
  }
  const { attempts, failure } = report;
  return { ok: false, outcome, repeatable: request.repeatable, attempts, callPath: path, failure };
}

interface Asked {
  report: CallReport;
  /** A probe has said that nothing sent under this key before had happened. */
  isClean: boolean;
  /** It would be sent again, but in the next run. */
  isPaused: boolean;
}

/** Sends, and as long as a probe says that it did not happen, sends again (S12). */
async function callAndProbe(run: Run, site: CallSite, probe: Probe, request: CallRequest): Promise<Asked> {
  const { call, path } = site;
  const { calls, waits } = run.boundary;
  let report = await run.effects.call(request, calls);
  let isClean = false;
  for (let probes = 1; !report.ok && report.outcome === 'unknown'; probes += 1) {
    const found = await askProbe(run, site, probe, request);
    if (found === 'unclear') break;
    report = found;
    isClean = true;
    if (report.ok || probes >= (call.retry.maximumAttempts ?? Infinity)) break;
    await run.effects.timer(call.retry.initialIntervalMs, path, waits);
    if (calls.canceled) break;
    if (isStopped(run)) return { report, isClean, isPaused: true };
    report = await run.effects.call(request, calls);
  }
  return { report, isClean, isPaused: false };
}

function succeed(run: Run, site: CallSite, entry: LedgerEntry | null, report: CallReport & { ok: true }): StepResult {
  const { call, path } = site;
  if (entry !== null) {
    entry.outcome = 'ok';
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
    const path = `${site.path}${FALLBACK}`;
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
