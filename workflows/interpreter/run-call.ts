import type { CallReport, CallRequest } from '../../plan/call.ts';
import { evaluateTemplate } from '../../plan/expressions/evaluate-template.ts';
import type { Scope } from '../../plan/expressions/evaluate.ts';
import { templateReferences } from '../../plan/expressions/references.ts';
import { isJsonObject, type JsonObject } from '../../plan/json.ts';
import { worst } from '../../plan/outcome.ts';
import type { Call } from '../../plan/plan.ts';
import { attempt } from './attempt.ts';
import { callKey } from './keys.ts';
import type { LedgerEntry, Position } from './ledger.ts';
import { askProbe } from './probe.ts';
import { residual } from './residual.ts';
import { isStopped, observe, type Run } from './run.ts';
import { completed, failedBeforeEffect, STOPPED, type StepResult } from './state.ts';

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
export async function runCall(run: Run, site: CallSite): Promise<StepResult> {
  const { call, path } = site;
  const epoch = run.state.epochs[path] ?? 0;
  const key = callKey(run.identity, path, epoch, 'forward');
  const prepared = prepare(run, site, key, epoch);
  if ('failed' in prepared) return prepared.failed;

  const { request, entry } = prepared;
  // Sent before under this key and not known to have done nothing: the worst outcome of all that was sent counts.
  const before = entry === null || entry.outcome === 'pending' || entry.outcome === 'ok' ? 'no_effect' : entry.outcome;
  observe(run, { type: 'step_started', path, server: call.server, tool: call.tool, key, epoch });
  const { report, isClean, isPaused } = await callAndProbe(run, site, request);
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
async function callAndProbe(run: Run, site: CallSite, request: CallRequest): Promise<Asked> {
  const { call, path } = site;
  const { calls, waits } = run.boundary;
  let report = await run.effects.call(request, calls);
  let isClean = false;
  for (let probes = 1; !report.ok && report.outcome === 'unknown' && call.probe !== null; probes += 1) {
    const found = await askProbe(run, site, call.probe, request);
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

type Prepared = { request: CallRequest; entry: LedgerEntry | null } | { failed: StepResult };

/** Evaluates what is sent and writes down what is meant, before anything leaves (S8, S14). */
function prepare(run: Run, site: CallSite, key: string, epoch: number): Prepared {
  const { call, path, scope } = site;
  const degraded = degradedSource(run, call);
  if (degraded !== null) {
    const message = `"${path}" is an effect and would use the cached or fallback output of "${degraded}"; say accept_degraded: true if it may.`;
    return { failed: failedBeforeEffect('DegradedInput', message) };
  }
  const evaluated = attempt(() => evaluateTemplate(call.arguments, scope));
  if (!evaluated.ok) return evaluated;
  if (!isJsonObject(evaluated.value)) {
    return { failed: failedBeforeEffect('ExpressionFailed', `The arguments of "${path}" are not an object.`) };
  }
  const args = withKey(evaluated.value, call, key);
  if (!call.effect) return { entry: null, request: forwardRequest(site, args, key, epoch) };

  const earlier = run.state.ledger.find((entry) => entry.key === key);
  const entry = earlier ?? intend(site, args, key, epoch);
  if ('failed' in entry) return entry;
  if (earlier === undefined) run.state.ledger.push(entry);
  return { entry, request: forwardRequest(site, args, key, epoch) };
}

function withKey(args: JsonObject, call: Call, key: string): JsonObject {
  const { argument } = call.idempotency;
  return argument === null ? args : { ...args, [argument]: key };
}

function intend(site: CallSite, args: JsonObject, key: string, epoch: number): LedgerEntry | { failed: StepResult } {
  const { compensation } = site.call;
  const own = { ...site.scope, arguments: args };
  const frozen = compensation === null || compensation.needsOutput ? null : compensation.arguments;
  const without = compensation?.withoutOutput ?? null;
  const evaluated = attempt(() => [
    frozen === null ? null : evaluateTemplate(frozen, own),
    without === null ? null : evaluateTemplate(without, own),
  ]);
  if (!evaluated.ok) return evaluated;
  const [now, later] = evaluated.value as [JsonObject | null, JsonObject | null];
  return {
    path: site.path,
    position: site.position,
    isFallback: site.isFallback === true,
    key,
    epoch,
    outcome: 'pending',
    frozen: now,
    withoutOutput: later,
    state: 'open',
    undoEpoch: 0,
    child: null,
  };
}

function forwardRequest(site: CallSite, args: JsonObject, key: string, epoch: number): CallRequest {
  const { call, path } = site;
  const scope = { ...site.scope, arguments: args };
  const { compensation } = call;
  return {
    method: 'tools/call',
    server: call.server,
    tool: call.tool,
    arguments: args,
    direction: 'forward',
    path,
    epoch,
    key,
    compensates: null,
    repeatable: !call.effect || call.idempotency.kind !== 'none',
    atomicErrors: call.atomicErrors,
    schemaHash: call.schemaHash,
    retry: call.retry,
    refusalAttempts: 0,
    timeout: call.timeout,
    projection: call.output === null ? null : residual(call.output, scope),
    freeze: compensation?.needsOutput === true ? residual(compensation.arguments, scope) : null,
    cacheMs: call.cacheMs,
  };
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

async function fallBack(run: Run, site: CallSite, fallback: NonNullable<Call['fallback']>): Promise<StepResult> {
  if (fallback.kind === 'call') {
    const result = await runCall(run, {
      ...site,
      call: fallback.call,
      path: `${site.path}${FALLBACK}`,
      isFallback: true,
    });
    showFallback(run, site.path, result);
    return result;
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

/** The first step with a cached or fallback output that an effect would use without saying that it may (S40). */
function degradedSource(run: Run, call: Call): string | null {
  if (run.state.degraded.length === 0 || !call.effect || call.acceptDegraded) return null;
  const used = templateReferences(call.arguments).find(
    ({ root, path }) => root === 'steps' && path[0] !== undefined && run.state.degraded.includes(path[0]),
  );
  return used?.path[0] ?? null;
}
