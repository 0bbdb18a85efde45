import { failureOf } from '../../../plan/failure-types.ts';
import { keepOf, type CallReport, type CallRequest } from '../../../plan/call.ts';
import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../plan/json.ts';
import type { Probe } from '../../../plan/plan.ts';
import { attempt } from '../state/attempt.ts';
import { createCancelToken } from '../cancel-token.ts';
import { callKey } from '../state/keys.ts';
import { callRequest } from '../state/call-request.ts';
import type { CallSite } from './run-call.ts';
import type { Run } from '../state/run.ts';

/**
 * Asks a read-only tool whether an unknown call happened (S12). `unclear` when it could not say. Not canceled with its step: the
 * way back needs to know.
 */
export async function askProbe(
  run: Run,
  site: CallSite,
  probe: Probe,
  forward: CallRequest,
): Promise<CallReport | 'unclear'> {
  const scope = { ...site.scope, key: forward.key, arguments: forward.arguments };
  const args = attempt(() => evaluateTemplate(probe.arguments, scope));
  if (!args.ok || !isJsonObject(args.value)) return 'unclear';

  const answer = await run.effects.call(probeRequest(run, probe, forward, args.value), createCancelToken());
  if (!answer.ok) return 'unclear';
  const seen = { ...scope, output: answer.output };
  const happened = attempt(() => evaluate(probe.happened, seen));
  if (!happened.ok || typeof happened.value !== 'boolean') return 'unclear';
  if (!happened.value) {
    const message = `The probe ${probe.server}.${probe.tool} says that the call did not happen.`;
    return {
      ok: false,
      outcome: 'no_effect',
      attempts: answer.attempts,
      failure: failureOf('ServerUnavailable', message),
    };
  }
  const { result } = probe;
  const raw = attempt(() => (result === null ? null : evaluateTemplate(result, seen)));
  return raw.ok ? takeResult(forward, raw.value, answer.attempts) : 'unclear';
}

/** The probe's `result` stands in as the raw result: kept and frozen as a worker would have. */
function takeResult({ projection, freeze }: CallRequest, raw: Json, attempts: number): CallReport | 'unclear' {
  const kept = attempt(() => keepOf(raw, projection, freeze));
  if (!kept.ok) return 'unclear';
  return { ok: true, ...kept.value, provenance: 'live', ageMs: null, attempts, repeated: false };
}

function probeRequest(run: Run, probe: Probe, forward: CallRequest, args: JsonObject): CallRequest {
  return callRequest({
    server: probe.server,
    tool: probe.tool,
    arguments: args,
    direction: 'probe',
    path: forward.path,
    epoch: forward.epoch,
    key: callKey(run.identity, forward.path, forward.epoch, 'probe'),
    compensates: forward.key,
    repeatable: true,
    schemaHash: probe.schemaHash,
    retry: { ...forward.retry, maximumAttempts: null, isExplicit: false },
    timeout: probe.timeout,
  });
}
