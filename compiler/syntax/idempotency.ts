import type { z } from 'zod';
import type { Idempotency } from '../../plan/plan.ts';
import { milliseconds } from './duration.ts';
import type { idempotency } from './language/policies.ts';

/** How a call is known to be a repeated one, as a definition or `platform.yaml` says it, in the form of the plan. */
export function idempotencyOf(written: z.infer<typeof idempotency>): Idempotency {
  if (typeof written === 'string') return { kind: written, argument: null, retentionMs: null };
  return { kind: 'argument', argument: written.argument, retentionMs: milliseconds(written.retention) };
}
