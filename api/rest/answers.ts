import type { z } from 'zod';
import { problem } from './schemas/problem.ts';

export interface Answer<Schema> {
  description: string;
  schema: Schema;
  headers?: Record<string, HeaderSchema>;
  type?: string;
}

export interface HeaderSchema {
  type: string;
  description: string;
}

export type Described<Schema> = {
  description: string;
  headers: Record<string, HeaderSchema>;
  content: Record<string, { schema: Schema }>;
};

/** What a route answers when all goes well, and the statuses of the problems that it can answer with. */
export function answers<const Good extends Record<number, z.ZodType>>(
  good: { [Status in keyof Good]: Answer<Good[Status]> },
  problems: readonly (keyof typeof PROBLEM_TEXTS)[],
): { [Status in keyof Good]: Described<Good[Status]> } {
  const bad = problems.map((status) => [status, describeProblem(status)] as const);
  const described = Object.entries(good as Record<string, Answer<z.ZodType>>).map(
    ([status, { description, schema, headers = {}, type = 'application/json' }]) =>
      [status, { description, headers: { ...EVERYWHERE, ...headers }, content: { [type]: { schema } } }] as const,
  );
  return Object.fromEntries([...bad, ...described]) as { [Status in keyof Good]: Described<Good[Status]> };
}

/** Headers of every answer. */
export const EVERYWHERE = { 'X-Request-Id': { type: 'string', description: 'Of the request: yours, or a new one.' } };
const RETRY_AFTER = { 'Retry-After': { type: 'string', description: 'Seconds.' } };
const CHALLENGE = { 'WWW-Authenticate': { type: 'string', description: 'What credentials would help.' } };

const PROBLEM_TEXTS = {
  400: { description: 'The request cannot be read, or has what is not known here.', headers: {} },
  401: { description: 'No credential, or none that is taken.', headers: CHALLENGE },
  403: { description: 'The credential does not allow it, or the request is foreign.', headers: {} },
  404: { description: 'There is no such thing for this caller.', headers: {} },
  409: { description: 'It cannot be done as things stand.', headers: {} },
  413: { description: 'Too large.', headers: {} },
  415: { description: 'The body is not JSON.', headers: {} },
  422: { description: 'It can be read, but does not fit: `errors` has JSON pointers.', headers: {} },
  429: { description: 'Too many requests of this caller.', headers: RETRY_AFTER },
  503: { description: 'Not now: ask again after `Retry-After`.', headers: RETRY_AFTER },
} as const;

function describeProblem(status: keyof typeof PROBLEM_TEXTS): Described<typeof problem> {
  const { description, headers } = PROBLEM_TEXTS[status];
  return {
    description,
    headers: { ...EVERYWHERE, ...headers },
    content: { 'application/problem+json': { schema: problem } },
  };
}

/** Of routes that ask nobody who they are. */
export const PROBE_PROBLEMS = [400, 403] as const;
export const OPEN_PROBLEMS = [400, 403, 503] as const;
/** Of routes that read. */
export const READ_PROBLEMS = [400, 401, 403, 429, 503] as const;
/** Of routes with a body. */
export const WRITE_PROBLEMS = [400, 401, 403, 404, 409, 413, 415, 422, 429, 503] as const;
