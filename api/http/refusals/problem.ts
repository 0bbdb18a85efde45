import { OperationError } from '../../operations/errors.ts';
import type { Problem } from '../../rest/schemas/problem.ts';
import { HttpError, PROBLEMS } from '../errors.ts';
import type { ProblemCode } from '../errors.ts';

/** A refusal as it goes out: an RFC 9457 document with the headers that belong to it. */
export interface ProblemAnswer {
  problem: Problem;
  headers: Record<string, string>;
}

/** Seconds until the same request may succeed. */
const RETRY_AFTER = '2';

/**
 * The answer to a refused request. What is none of our refusals or the framework's own is a bug: the client learns only that there was
 * one, and the id to ask about it.
 */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
  const refusal = refusalOf(error);
  const { http: status, isRetryable } = PROBLEMS[refusal.code];
  const misfits = refusal instanceof OperationError ? refusal.misfits : [];
  const waits = isRetryable && (status === 503 || status === 429);
  return {
    problem: {
      type: `urn:sagaflow:problem:${refusal.code}`,
      title: titleOf(refusal.code),
      status,
      detail: refusal.message,
      code: refusal.code,
      requestId,
      ...(misfits.length > 0 ? { errors: [...misfits], diagnostics: [...misfits] } : {}),
    },
    headers: {
      ...(waits ? { 'retry-after': RETRY_AFTER } : {}),
      ...(refusal instanceof HttpError ? refusal.headers : {}),
    },
  };
}

/** Also for logs: whether it is ours to be told about. */
export function refusalOf(error: unknown): OperationError | HttpError {
  if (error instanceof OperationError || error instanceof HttpError) return error;
  const known = frameworkCode(error);
  if (known !== null) return known;
  return new HttpError('internal', 'Something went wrong here. Ask with the request id; the log has the rest.');
}

function titleOf(code: ProblemCode): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the framework refuses by itself, before a route sees it. */
function frameworkCode(error: unknown): HttpError | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HttpError(
        'body-too-large',
        'The body is too large. Pass a reference to large data instead of the data.',
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new HttpError('unsupported-media-type', 'Send JSON, with the header "Content-Type: application/json".');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new HttpError('malformed-request', 'The body is not as long as "Content-Length" says.');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new HttpError('malformed-request', 'The path cannot be read: percent-encode it as UTF-8.');
    default:
      return null;
  }
}
