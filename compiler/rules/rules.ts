import type { Analysis } from '../binding/analyse.ts';
import type { Context } from '../binding/context.ts';
import { argumentType } from './argument-type.ts';
import { cacheOnEffect } from './cache-on-effect.ts';
import { checkUses } from './check-uses.ts';
import { effectWithoutCompensation } from './effect-without-compensation.ts';
import { fallbackOnEffect } from './fallback-on-effect.ts';
import { idempotencyArgument } from './idempotency-argument.ts';
import { naturalOutput } from './natural-output.ts';
import { nothingToCompensate } from './nothing-to-compensate.ts';
import { pivotOrder } from './pivot-order.ts';
import { probeResult } from './probe-result.ts';
import { reservedSignal } from './reserved-signal.ts';
import { scheduleInput } from './schedule-input.ts';
import { undoNeedsOutput } from './undo-needs-output.ts';
import { unlimitedRetryNeedsIdempotency } from './unlimited-retry-needs-idempotency.ts';

/** A check of the whole definition, made when everything is resolved and bound. */
type Rule = (context: Context, analysis: Analysis) => void;

/**
 * First what expressions and arguments mean, then what the calls promise, then what undoing them needs: where two rules find a
 * problem at the same place, readers see the one they have to solve first. None depends on another.
 */
const RULES: readonly Rule[] = [
  checkUses,
  argumentType,
  scheduleInput,
  idempotencyArgument,
  reservedSignal,
  unlimitedRetryNeedsIdempotency,
  cacheOnEffect,
  fallbackOnEffect,
  pivotOrder,
  effectWithoutCompensation,
  undoNeedsOutput,
  naturalOutput,
  probeResult,
  nothingToCompensate,
];

export function checkRules(context: Context, analysis: Analysis): void {
  for (const rule of RULES) rule(context, analysis);
}
