import { z } from 'zod';

/** What a path or a query may carry: no control characters, which no id or name of ours has. */
const PLAIN = /^[^\u0000-\u001f\u007f]+$/;

export const executionId = z
  .string()
  .max(400, 'is longer than any id')
  .regex(PLAIN, 'must be an id without control characters')
  .meta({
    description: 'The id of an execution, percent-encoded: it contains "/".',
    examples: ['onboard_customer/o-17'],
  });

export const definitionName = z
  .string()
  .max(200, 'is longer than any name')
  .regex(PLAIN, 'must be a name without control characters')
  .meta({ description: 'The name of a definition.', examples: ['onboard_customer'] });

export const name = z
  .string()
  .max(200, 'is longer than any name')
  .regex(PLAIN, 'must be a name without control characters');

export const runId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "must be a run's id")
  .meta({ description: 'One run of the execution; without it the latest.' });

export const executionPath = z.strictObject({ id: executionId });

/** How many of a list a page has, from 1 to `max`. A number in a query is a text of digits. */
export function pageLimit(max: number) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : text),
    z.int('must be a whole number').min(1, 'must be at least 1').max(max, `must be at most ${max}`),
  );
}
