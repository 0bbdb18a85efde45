import { ExpressionError } from '../../../plan/expressions/errors.ts';
import type { Json } from '../../../plan/json.ts';
import { failedBeforeEffect, type StepResult } from './state.ts';

type Attempt = { ok: true; value: Json } | { ok: false; failed: StepResult & { ok: false } };

/** An expression that fails fails its step before anything was sent. */
export function attempt(evaluation: () => Json): Attempt {
  try {
    return { ok: true, value: evaluation() };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { ok: false, failed: failedBeforeEffect('ExpressionFailed', error.message) };
  }
}
