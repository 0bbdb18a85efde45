import type { Analysis } from '../binding/analyse.ts';
import type { Context } from '../binding/context.ts';
import { unknownKeyArgument } from './steps/bad-value.ts';
import { cacheOnEffect } from './steps/cache-on-effect.ts';
import { fallbackOnEffect } from './steps/fallback-on-effect.ts';
import { writtenKeyArgument } from './steps/misplaced-key.ts';
import { reservedSignal } from './steps/reserved-signal.ts';
import { unlimitedRetryNeedsIdempotency } from './steps/unlimited-retry-needs-idempotency.ts';
import { effectWithoutCompensation } from './undoing/effect-without-compensation.ts';
import { nothingToCompensate } from './undoing/misplaced-key.ts';
import { probeResult } from './undoing/missing-key.ts';
import { naturalOutput } from './undoing/natural-output.ts';
import { pivotOrder } from './undoing/pivot-order.ts';
import { undoNeedsOutput } from './undoing/undo-needs-output.ts';
import { argumentType } from './values/argument-type.ts';
import { compensationReadsLaterStep } from './values/compensation-reads-later-step.ts';
import { expressionType } from './values/expression-type.ts';
import { referenceNotUpstream } from './values/reference-not-upstream.ts';
import { scheduleInput } from './values/schedule-input.ts';
import { unknownReference } from './values/unknown-reference.ts';

/** A check of the whole definition, made when everything is resolved and bound. */
type Rule = (context: Context, analysis: Analysis) => void;

/**
 * None depends on another. Diagnostics are shown by their place in the file; where two have the same place, the order of this list
 * decides, so that readers see first what they have to solve first. First what expressions and arguments mean: a name that does not
 * exist, or a step that cannot be read from there, before a type that does not fit. Then what the steps and their calls promise. Last
 * what undoing them needs, which depends on both.
 *
 * Two rules are not in the list, because they look at something else: plan/limits.ts at the finished plan (compile.ts calls it),
 * project/name-collision.ts at all definitions together (compile-all.ts does). What is found while names and arguments are bound
 * stands in compiler/binding/reports, what the text alone shows in compiler/syntax/rules.
 */
const RULES: readonly Rule[] = [
  unknownReference,
  referenceNotUpstream,
  compensationReadsLaterStep,
  expressionType,
  argumentType,
  scheduleInput,
  unknownKeyArgument,
  writtenKeyArgument,
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
