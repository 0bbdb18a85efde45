import { errors } from 'jose';
import { KeysUnavailable } from './issuer-keys.ts';
import { refused } from './verdict.ts';
import type { RefusalReason, Verdict } from './verdict.ts';

/** What an error of the verification means for who sent the token. */
export function judgeFailure(error: unknown, keyId: string | null): Verdict {
  if (error instanceof KeysUnavailable) return { kind: 'unavailable', cause: error.cause };
  const reason = reasonOf(error);
  // What is left is about the issuer's keys, for example one that is too short.
  return reason === null ? { kind: 'unavailable', cause: error } : refused(reason, keyId);
}

function reasonOf(error: unknown): RefusalReason | null {
  if (error instanceof errors.JWTExpired) return 'expired-token';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS.get(error.claim) ?? 'malformed-token';
  if (!(error instanceof errors.JOSEError)) return null;
  return CODES.get(error.code) ?? null;
}

const CLAIMS = new Map<string, RefusalReason>([
  ['iss', 'issuer'],
  ['aud', 'audience'],
  ['exp', 'expiry'],
  ['nbf', 'early-token'],
  ['sub', 'subject'],
]);

const CODES = new Map<string, RefusalReason>([
  [errors.JWSInvalid.code, 'malformed-token'],
  [errors.JWTInvalid.code, 'malformed-token'],
  // A header that asks for an extension we do not have.
  [errors.JOSENotSupported.code, 'malformed-token'],
  [errors.JOSEAlgNotAllowed.code, 'algorithm'],
  [errors.JWSSignatureVerificationFailed.code, 'signature'],
  [errors.JWKSNoMatchingKey.code, 'unknown-signer'],
]);
