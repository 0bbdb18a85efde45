import { z } from 'zod';
import type { ServerStatus } from '../../operations/ports.ts';

export const serverStatus = z
  .object({
    name: z.string(),
    state: z.enum(['ok', 'unavailable']),
    era: z.enum(['modern', 'legacy']).nullable(),
    tools: z.array(z.object({ name: z.string(), description: z.string().nullable() })),
    message: z.string().nullable().describe('Why it is unavailable.'),
  })
  .meta({ id: 'Server' }) satisfies z.ZodType<ServerStatus>;
