import type { Call, Step } from '../../plan/plan.ts';
import { ownCallsOf, durationText } from './calls.ts';

/** How a call is retried and judged, in words: most of it nobody wrote. */
export function defaultsOf(step: Step): { step: string; says: string }[] {
  return ownCallsOf(step).map(({ path, call }) => ({ step: path, says: sentence(call) }));
}

function sentence(call: Call): string {
  const { retry, timeout } = call;
  const attempts =
    retry.maximumAttempts === null ? 'unlimited attempts' : `${retry.maximumAttempts.toString()} attempts`;
  const waits = `${durationText(retry.initialIntervalMs)} × ${retry.backoffCoefficient.toString()} up to ${durationText(retry.maximumIntervalMs)}`;
  return `${effectText(call)}; ${attempts} of ${durationText(timeout.attemptMs)}, ${waits} apart${call.effect ? `; ${KEYS[call.idempotency.kind]}` : ''}`;
}

function effectText(call: Call): string {
  if (!call.effect) return 'only reads';
  return call.atomicErrors ? 'has an effect, none when it answers with an error' : 'has an effect';
}

const KEYS: Record<Call['idempotency']['kind'], string> = {
  meta: 'knows a repeated call by its key',
  argument: 'knows a repeated call by its key argument',
  natural: 'repeating it changes nothing',
  none: 'not repeated after an unclear outcome',
};
