import type { MissingScope } from '../operations/caller.ts';
import type { OperationError } from '../operations/errors.ts';
import { REFUSALS } from './verdict.ts';
import type { RefusalReason } from './verdict.ts';

/** The `cause` of our `unauthenticated` errors: the reason as code, because text is not for programs. */
export interface RefusalCause {
  refusal: RefusalReason;
}

/** A `WWW-Authenticate` value of RFC 6750, with the place of our metadata (RFC 9728) where there are any. */
export function challengeFor(error: OperationError, metadataUrl: string | null): string {
  const code = errorCodeOf(error);
  const scope = scopeOf(error);
  const parts: [string, string | null][] = [
    ['realm', 'sagaflow'],
    ['error', code],
    ['error_description', code === null ? null : error.message],
    ['scope', scope],
    ['resource_metadata', metadataUrl],
  ];
  const said = parts.flatMap(([name, value]) => (value === null ? [] : [`${name}="${quotable(value)}"`]));
  return `Bearer ${said.join(', ')}`;
}

/** Null where RFC 6750 wants none: nothing was offered, or no other credential would help. */
function errorCodeOf({ code, cause }: OperationError): string | null {
  if (code === 'forbidden') return 'insufficient_scope';
  return code === 'unauthenticated' && isRefusalCause(cause) ? REFUSALS[cause.refusal].error : null;
}

/** What a client may ask its issuer for, to try again. */
function scopeOf({ code, cause }: OperationError): string | null {
  return code === 'forbidden' && isMissingScope(cause) ? cause.scope : null;
}

function isRefusalCause(cause: unknown): cause is RefusalCause {
  return typeof cause === 'object' && cause !== null && 'refusal' in cause;
}

function isMissingScope(cause: unknown): cause is MissingScope {
  return typeof cause === 'object' && cause !== null && 'scope' in cause;
}

/** Of all characters these may be inside the quotes of a header (RFC 6750 section 3). */
function quotable(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, '?');
}
