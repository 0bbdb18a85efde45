import { ExpressionError } from '../../../plan/expressions/errors.ts';
import { failedBeforeEffect, type StepResult } from './state.ts';

type Attempt<T> = { ok: true; value: T } | { ok: false; failed: StepResult & { ok: false } };

/** An expression that fails fails its step before anything was sent. */
export function attempt<T>(evaluation: () => T): Attempt<T> {
  try {
    return { ok: true, value: evaluation() };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { ok: false, failed: failedBeforeEffect('ExpressionFailed', error.message) };
  }
}
