import { z } from 'zod';
import { blockShape } from './blocks.ts';

/** The whole file. */
export const platformFile = z
  .strictObject({
    version: z.literal(['1.0', 1, '1'], { error: '"1.0"' }).optional().describe('Of this form of the file: 1.0.'),
    ...blockShape,
  })
  .meta({ title: 'Sagaflow platform', description: 'The servers and policies that definitions run on.' });

export type PlatformFileSyntax = z.infer<typeof platformFile>;
