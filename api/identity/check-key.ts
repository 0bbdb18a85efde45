import { timingSafeEqual } from 'node:crypto';
import { digestOf, idOf } from './api-key.ts';
import type { KeyRing } from './key-ring.ts';
import { refused } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** Whose API key a text is. An unknown id costs the same comparison as a wrong secret. */
export async function checkKey(text: string, ring: KeyRing, nowMs: number): Promise<Verdict> {
  const id = idOf(text);
  if (id === null) return refused('malformed-key');
  const key = await ring.find(id);
  const isRight = timingSafeEqual(digestOf(text), key?.digest ?? NOBODY);
  if (key === undefined || !isRight) return refused('unknown-key', id);
  // Only who has the secret learns that it has expired.
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) return refused('expired-key', id);
  const { principal, tenant, scopes } = key;
  return { kind: 'accepted', holder: { principal, tenant, scopes } };
}

const NOBODY = new Uint8Array(32);
