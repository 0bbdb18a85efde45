import type { z } from 'zod';

/** What is wrong where an integer beyond 2^53 was given to a field that takes none; null where something else was given. */
export function bigIntegerMisfit({ expected, message }: z.core.$ZodIssueInvalidType): string | null {
  if (!message.endsWith('received bigint')) return null;
  if (expected === 'string') return 'must be of type string: write it as a text';
  return expected === 'number' ? 'takes no integer beyond 2^53' : `must be of type ${expected}`;
}
