import type { Analysis } from '../binding/analyse.ts';
import type { Context } from '../binding/context.ts';
import { argumentType } from './values/argument-type.ts';
import { cacheOnEffect } from './steps/cache-on-effect.ts';
import { checkUses } from './check-uses.ts';
import { effectWithoutCompensation } from './undoing/effect-without-compensation.ts';
import { fallbackOnEffect } from './steps/fallback-on-effect.ts';
import { idempotencyArgument } from './steps/bad-value.ts';
import { naturalOutput } from './undoing/natural-output.ts';
import { nothingToCompensate } from './undoing/misplaced-key.ts';
import { pivotOrder } from './undoing/pivot-order.ts';
import { probeResult } from './undoing/missing-key.ts';
import { reservedSignal } from './steps/reserved-signal.ts';
import { scheduleInput } from './values/schedule-input.ts';
import { undoNeedsOutput } from './undoing/undo-needs-output.ts';
import { unlimitedRetryNeedsIdempotency } from './steps/unlimited-retry-needs-idempotency.ts';

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
