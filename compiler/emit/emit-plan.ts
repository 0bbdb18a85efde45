import type { Analysis } from '../binding/analyse.ts';
import type { Context } from '../binding/context.ts';
import { schemaOf } from '../binding/templates/expression-schema.ts';
import { milliseconds } from '../syntax/duration.ts';
import { visibility } from '../binding/templates/read-template.ts';
import { scopeOf } from '../binding/templates/scope.ts';
import { PLAN_VERSION } from '../../plan/plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { emitStep } from './emit-step.ts';
import { failureHandling } from './failure-handling.ts';
import { outputReaders } from './output-readers.ts';
import { definitionOutput } from './default-outputs.ts';
import { expressionOf } from './single-expression.ts';
import { toolSchemas } from './tool-schemas.ts';

/** A definition without errors → its plan, every default explicit. */
export function emitPlan(context: Context, analysis: Analysis): Plan {
  const { body, kind } = context.definition;
  const output = definitionOutput(analysis);
  const failures = failureHandling(context, analysis);
  const readers = outputReaders(context, analysis, output);
  const scope = scopeOf(context, visibility(null, { kind: 'definition' }));
  return {
    planVersion: PLAN_VERSION,
    numbers: 'exact',
    name: body.name,
    version: body.version ?? 1,
    description: body.description ?? null,
    kind,
    input: analysis.input,
    outputSchema: schemaOf(output, scope) ?? null,
    steps: analysis.steps.map((step) => emitStep({ context, failures, readers }, step)),
    output,
    compensates: failures.compensates,
    deadlineMs: milliseconds(body.deadline),
    executionId: analysis.executionId === null ? null : expressionOf(analysis.executionId),
    allowRepeat: body.allow_repeat ?? false,
    maxParallelCompensations: body.max_parallel_compensations ?? 1,
    parkAfterMs: milliseconds(body.park_after) ?? PARK_AFTER_MS,
    onReset: body.on_reset ?? 'rerun',
    requiresLevel: body.requires_level ?? 1,
    toolSchemas: toolSchemas(analysis, failures.compensates),
  };
}

const PARK_AFTER_MS = 86_400_000;
