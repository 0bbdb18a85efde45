import { createHash } from 'node:crypto';

/** What a key file's entry becomes. */
export interface ApiKey {
  /** Public: shown in lists and logs. */
  id: string;
  digest: Uint8Array;
  principal: string;
  tenant: string;
  scopes: readonly string[];
  /** Milliseconds since the epoch; null when it never expires. */
  expiresAtMs: number | null;
}

/** A new key; `text` is shown once and kept nowhere. For `sagaflow keys new`. `randomBytes` must be fit for cryptography. */
export function makeApiKey(randomBytes: (count: number) => Buffer): { id: string; text: string; hash: string } {
  const id = randomBytes(6).toString('hex');
  const text = `${KEY_PREFIX}${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, hash: `${HASH_PREFIX}${digestOf(text).toString('hex')}` };
}

/** What tells an API key from a token. */
export const KEY_PREFIX = 'sfk_';
export const HASH_PREFIX = 'sha256:';

/** The id in a key's text, or null when it is none: a secret has 256 bits, so shorter ones were not made by us. */
export function idOf(text: string): string | null {
  return /^sfk_([A-Za-z0-9-]{1,64})_[A-Za-z0-9_-]{43}$/.exec(text)?.[1] ?? null;
}

/**
 * SHA-256 of the whole text. Slow hashes make guessable passwords expensive; nobody guesses 256 random bits, and a slow hash would only
 * cost every request its time.
 */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
