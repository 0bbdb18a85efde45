import { z } from 'zod';
import type { Health } from '../../operations/health/health.ts';

export const health = z
  .object({
    isReady: z.boolean(),
    temporal: z.object({ isReachable: z.boolean(), message: z.string().nullable() }),
    brokenDefinitions: z
      .array(z.object({ file: z.string(), message: z.string() }))
      .describe('Files that cannot be compiled now; their last good plan is served.'),
  })
  .meta({ id: 'Health' }) satisfies z.ZodType<Health>;
