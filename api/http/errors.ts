import { OPERATION_ERRORS } from '../operations/errors.ts';

/** What only this door refuses, beside what operations refuse. */
const HTTP_ERRORS = {
  'malformed-request': { http: 400, isRetryable: false },
  'malformed-json': { http: 400, isRetryable: false },
  'body-too-deep': { http: 400, isRetryable: false },
  'foreign-host': { http: 403, isRetryable: false },
  'foreign-origin': { http: 403, isRetryable: false },
  'not-found': { http: 404, isRetryable: false },
  'unknown-page': { http: 404, isRetryable: false },
  'method-not-allowed': { http: 405, isRetryable: false },
  'body-too-large': { http: 413, isRetryable: false },
  'unsupported-media-type': { http: 415, isRetryable: false },
  'too-many-requests': { http: 429, isRetryable: true },
  internal: { http: 500, isRetryable: false },
  overloaded: { http: 503, isRetryable: true },
  'shutting-down': { http: 503, isRetryable: true },
} as const;

/** One table from every code to its HTTP status. */
export const PROBLEMS = { ...OPERATION_ERRORS, ...HTTP_ERRORS };

export type ProblemCode = keyof typeof PROBLEMS;

/** A request that this door refuses; `message` is one sentence with the remedy. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: keyof typeof HTTP_ERRORS;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: keyof typeof HTTP_ERRORS, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}
