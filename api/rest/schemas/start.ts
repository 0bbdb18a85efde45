import { z } from 'zod';
import { definitionName, name } from './parts.ts';

const LONGEST_WAIT_MS = 60_000;

const wait = z
  .union(
    [
      z.number().min(0, 'must not be negative').max(86_400, 'must be at most 86400'),
      z.string().regex(/^[0-9]{1,6}(ms|s|m)$/, 'must be a duration like "500ms", "10s" or "1m"'),
    ],
    'must be a number of seconds or a duration like "10s"',
  )
  .meta({
    description: 'How long to wait for the end, at most 60 s: seconds, or a duration like "10s".',
    examples: ['10s'],
  });

/** Body of a start. */
export const startBody = z
  .strictObject({
    input: z
      .custom<unknown>((value) => value !== undefined, 'is missing')
      .meta({ type: 'object', description: 'Fits the definition.' }),
    id: z
      .string()
      .min(1, 'must not be empty')
      .max(300, 'must have at most 300 characters')
      .meta({ description: 'A business key, or a whole id; without it the definition or chance gives one.' })
      .optional(),
    after: name
      .meta({ description: 'The run that you have looked at, where the last one left something behind.' })
      .optional(),
    wait: wait.optional(),
  })
  .meta({ examples: [{ input: { customer_id: 'c-17', email: 'ada@example.com' }, wait: '10s' }] });

export const startPath = z.strictObject({ name: definitionName });

export const startHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/, 'must have 1 to 255 printable characters')
    .meta({
      description: 'The same key with the same body gives the same execution, also when that has ended.',
      examples: ['order-17-first-try'],
    })
    .optional(),
});

/** What was asked for, in milliseconds and within bounds; 0: do not wait. */
export function waitMsOf(asked: z.infer<typeof wait> | undefined): number {
  if (asked === undefined) return 0;
  return Math.min(typeof asked === 'number' ? asked * 1_000 : durationMs(asked), LONGEST_WAIT_MS);
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };

function durationMs(text: string): number {
  const [, count, unit] = /^(\d+)(\w+)$/.exec(text) ?? [];
  return Number(count) * (UNITS[unit ?? ''] ?? 0);
}
