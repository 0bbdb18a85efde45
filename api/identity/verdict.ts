/** What came out of looking at one credential. */
export type Verdict =
  | { kind: 'accepted'; holder: Holder }
  | { kind: 'refused'; reason: RefusalReason; keyId: string | null }
  | { kind: 'unavailable'; cause: unknown };

/** Whom a credential was given to. */
export interface Holder {
  principal: string;
  tenant: string;
  scopes: readonly string[];
}

/** `keyId` is the public part of an API key, or the `kid` of a token: all of a credential that may be logged. */
export function refused(reason: RefusalReason, keyId: string | null = null): Verdict {
  return { kind: 'refused', reason, keyId };
}

/**
 * Why nobody was recognised: what the caller reads, and the error of RFC 6750 for it (null where no credential was offered). An unknown
 * key and a wrong secret are the same, so that nobody learns which keys exist.
 */
export const REFUSALS = {
  missing: {
    error: null,
    sentence:
      'Say who you are: send "Authorization: Bearer <API key or token>", or an API key in the header "x-api-key".',
  },
  'not-bearer': {
    error: null,
    sentence: 'The header "Authorization" does not have the form "Bearer <API key or token>".',
  },
  'two-credentials': {
    error: 'invalid_request',
    sentence: 'The headers "Authorization" and "x-api-key" both carry a credential. Send one of them.',
  },
  'no-keys': {
    error: 'invalid_token',
    sentence: 'API keys are not taken here. Send a token of the configured issuer.',
  },
  'no-tokens': { error: 'invalid_token', sentence: 'Tokens are not taken here. Send an API key.' },
  'malformed-key': {
    error: 'invalid_token',
    sentence: 'This is no API key: one has the form sfk_<id>_<secret>. Check that all of it was copied.',
  },
  'unknown-key': {
    error: 'invalid_token',
    sentence: 'This API key is not valid. Check that it was copied without a mistake and was not taken back.',
  },
  'expired-key': { error: 'invalid_token', sentence: 'This API key has expired. Ask for a new one.' },
  'malformed-token': {
    error: 'invalid_token',
    sentence: 'The token is no signed JWT. Check that all of it was copied, and that it is an access token.',
  },
  unsigned: { error: 'invalid_token', sentence: 'The token is not signed. Only signed tokens are taken.' },
  algorithm: {
    error: 'invalid_token',
    sentence: 'The token is signed with an algorithm that is not taken here. Ask for one with an asymmetric signature.',
  },
  signature: { error: 'invalid_token', sentence: 'The signature of the token does not fit: it was altered or forged.' },
  'unknown-signer': {
    error: 'invalid_token',
    sentence: 'The token is signed with a key that its issuer does not publish. Get a new token.',
  },
  issuer: { error: 'invalid_token', sentence: 'The token comes from another issuer than the one trusted here.' },
  audience: {
    error: 'invalid_token',
    sentence: 'The token was made for another service (its "aud"). Ask the issuer for one for this service.',
  },
  'expired-token': { error: 'invalid_token', sentence: 'The token has expired. Get a new one.' },
  'early-token': {
    error: 'invalid_token',
    sentence: 'The token is not valid yet (its "nbf"). Compare the clocks, or wait.',
  },
  expiry: { error: 'invalid_token', sentence: 'The token does not say when it expires (its "exp").' },
  subject: {
    error: 'invalid_token',
    sentence: 'The token does not say whose it is: its "sub" must be a text of 1 to 256 visible characters.',
  },
  tenant: {
    error: 'invalid_token',
    sentence: 'The tenant in the token is missing, or no name of 1 to 64 letters, digits, "_", "." and "-".',
  },
  scopes: {
    error: 'invalid_token',
    sentence: 'The scopes in the token are neither a text with blanks between them nor a list of texts.',
  },
} as const satisfies Record<string, { error: string | null; sentence: string }>;

export type RefusalReason = keyof typeof REFUSALS;
