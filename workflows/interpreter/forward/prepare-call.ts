import type { CallIntent, CallRequest } from '../../../plan/call.ts';
import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import { templateReferences } from '../../../plan/expressions/references.ts';
import { isJsonObject, type JsonObject } from '../../../plan/json.ts';
import type { Call } from '../../../plan/plan.ts';
import { callRequest } from '../state/call-request.ts';
import { attempt } from '../state/attempt.ts';
import { intent, type LedgerEntry } from '../../../plan/ledger.ts';
import { residual } from './residual.ts';
import type { CallSite } from './run-call.ts';
import type { Run } from '../state/run.ts';
import { failedBeforeEffect, type StepResult } from '../state/state.ts';

type Prepared = { request: CallRequest; entry: LedgerEntry | null } | { failed: StepResult };

/** Evaluates what is sent and writes down what is meant, before anything leaves (S8, S14). */
export function prepareCall(run: Run, site: CallSite, key: string, epoch: number): Prepared {
  const { call, path, scope } = site;
  const degraded = degradedSource(run, call);
  if (degraded !== null) {
    const message = `"${path}" is an effect and would use the cached or fallback output of "${degraded}"; say accept_degraded: true if it may.`;
    return { failed: failedBeforeEffect('DegradedInput', message) };
  }
  // What an operator has sent instead (`retry_with`) stands for the step's own.
  const given = run.state.overrides[path];
  const evaluated =
    given === undefined ? attempt(() => evaluateTemplate(call.arguments, scope)) : { ok: true as const, value: given };
  if (!evaluated.ok) return evaluated;
  if (!isJsonObject(evaluated.value)) {
    return { failed: failedBeforeEffect('ExpressionFailed', `The arguments of "${path}" are not an object.`) };
  }
  const args = withKey(evaluated.value, call, key);
  if (!call.effect) return { entry: null, request: forwardRequest(site, args, key, epoch, null) };

  const earlier = run.state.ledger.find((entry) => entry.key === key);
  const entry = earlier ?? intend(run, site, args, key, epoch);
  if ('failed' in entry) return entry;
  if (earlier === undefined) run.state.ledger.push(entry);
  const { frozen, withoutOutput } = entry;
  return { entry, request: forwardRequest(site, args, key, epoch, { frozen, withoutOutput }) };
}

function withKey(args: JsonObject, call: Call, key: string): JsonObject {
  const { argument } = call.idempotency;
  return argument === null ? args : { ...args, [argument]: key };
}

function intend(
  run: Run,
  site: CallSite,
  args: JsonObject,
  key: string,
  epoch: number,
): LedgerEntry | { failed: StepResult } {
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
  return intent({
    path: site.path,
    position: site.position,
    isFallback: site.isFallback === true,
    key,
    epoch,
    sentAt: run.effects.now(),
    frozen: now,
    withoutOutput: later,
    canArriveLate: !site.call.lateCallsRefused,
  });
}

function forwardRequest(
  site: CallSite,
  args: JsonObject,
  key: string,
  epoch: number,
  intent: CallIntent | null,
): CallRequest {
  const { call, path } = site;
  const scope = { ...site.scope, arguments: args };
  const { compensation } = call;
  return callRequest({
    server: call.server,
    tool: call.tool,
    arguments: args,
    direction: 'forward',
    path,
    epoch,
    key,
    repeatable: !call.effect || call.idempotency.kind !== 'none',
    atomicErrors: call.atomicErrors,
    schemaHash: call.schemaHash,
    retry: call.retry,
    timeout: call.timeout,
    projection: call.output === null ? null : residual(call.output, scope),
    freeze: compensation?.needsOutput === true ? residual(compensation.arguments, scope) : null,
    cacheMs: call.cacheMs,
    retentionMs: call.idempotency.retentionMs,
    intent,
  });
}

/** The first step with a cached or fallback output that an effect would use without saying that it may (S40). */
function degradedSource(run: Run, call: Call): string | null {
  if (run.state.degraded.length === 0 || !call.effect || call.acceptDegraded) return null;
  const used = templateReferences(call.arguments).find(
    ({ root, path }) => root === 'steps' && path[0] !== undefined && run.state.degraded.includes(path[0]),
  );
  return used?.path[0] ?? null;
}
