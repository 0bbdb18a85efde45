import { z } from 'zod';
import type { JsonSchema } from '../../plan/json.ts';
import type { Idempotency } from '../../plan/plan.ts';
import { milliseconds } from '../syntax/duration.ts';
import { idempotencyOf } from '../syntax/idempotency.ts';
import { idempotency } from '../syntax/language/policies.ts';
import { classification, duration, flag, jsonSchema, oneOf } from '../syntax/language/scalars.ts';

/** What `platform.yaml` may say about one tool. A new key stands in this file three times: as written, as it is read, and between. */
export const toolOverride = z.strictObject({
  output_schema: jsonSchema.optional().describe('JSON Schema of its result, for a tool that declares none.'),
  effect: oneOf(['none']).optional().describe('The tool only reads.'),
  idempotency: idempotency.optional(),
  atomic_errors: flag.optional().describe("The tool's error means that nothing happened."),
  timeout: duration.optional().describe('Time for one attempt.'),
  classification: classification.optional().describe('Classification of its output.'),
});

/** The same, normalised; null where it says nothing. */
export interface PlatformTool {
  outputSchema: JsonSchema | null;
  effect: 'none' | null;
  idempotency: Idempotency | null;
  atomicErrors: boolean | null;
  timeoutMs: number | null;
  classification: z.infer<typeof classification> | null;
}

export function normaliseTool(override: z.infer<typeof toolOverride>): PlatformTool {
  return {
    outputSchema: override.output_schema ?? null,
    effect: override.effect ?? null,
    idempotency: override.idempotency === undefined ? null : idempotencyOf(override.idempotency),
    atomicErrors: override.atomic_errors ?? null,
    timeoutMs: milliseconds(override.timeout),
    classification: override.classification ?? null,
  };
}
