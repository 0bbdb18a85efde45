import { z } from 'zod';

/** What every compensation of the samples answers. */
export const undoOutput = z.strictObject({
  status: z.enum(['undone', 'nothing_to_undo']),
  ref: z.string().nullable().describe('The identifier of what was undone'),
});
