import type { CallNode, CompensationNode, FallbackNode, ProbeNode } from '../binding/model.ts';
import { milliseconds } from '../syntax/duration.ts';
import type { Call, Compensation, Fallback, Probe } from '../../plan/plan.ts';
import { expressionOf } from './single-expression.ts';

/** One call with everything that decides how it is retried, judged and undone. */
export function emitCall(call: CallNode): Call {
  const { tool, step } = call;
  const isForward = call.role === 'forward';
  return {
    server: tool.server,
    tool: tool.name,
    arguments: call.bound.template,
    effect: call.effect,
    idempotency: call.idempotency,
    atomicErrors: call.atomicErrors,
    lateCallsRefused: tool.lateCallsRefused,
    schemaHash: tool.schemaHash,
    output: call.projection?.template ?? null,
    compensation: call.compensation === null ? null : emitCompensation(call.compensation),
    noCompensationReason: call.noCompensationReason,
    probe: call.probe === null ? null : emitProbe(call.probe),
    fallback: isForward ? emitFallback(step.fallback) : null,
    cacheMs: isForward ? milliseconds(step.syntax.cache) : null,
    acceptDegraded: step.syntax.accept_degraded ?? false,
    timeout: call.timeout,
    retry: call.retry,
  };
}

export function emitFallback(fallback: FallbackNode | null): Fallback | null {
  if (fallback === null) return null;
  if (fallback.kind === 'call') return { kind: 'call', call: emitCall(fallback.call) };
  return { kind: 'value', value: fallback.value.template };
}

function emitCompensation(compensation: CompensationNode): Compensation {
  const { tool } = compensation;
  return {
    server: tool.server,
    tool: tool.name,
    arguments: compensation.bound.template,
    withoutOutput: compensation.withoutOutput,
    needsOutput: compensation.needsOutput,
    idempotency: tool.idempotency,
    atomicErrors: tool.atomicErrors,
    schemaHash: tool.schemaHash,
    timeout: compensation.timeout,
    retry: compensation.retry,
  };
}

function emitProbe(probe: ProbeNode): Probe {
  const happened = expressionOf(probe.happened);
  if (happened === null) throw new Error(`The probe of step "${probe.call.step.name}" has no condition.`);
  return {
    server: probe.tool.server,
    tool: probe.tool.name,
    arguments: probe.bound.template,
    happened,
    result: probe.result?.template ?? null,
    schemaHash: probe.tool.schemaHash,
    timeout: probe.timeout,
  };
}
