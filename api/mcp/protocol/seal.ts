import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Json } from '../../../plan/json.ts';
import { parseJson, stringifyJson } from '../../../plan/numbers/json-text.ts';
import type { Caller } from '../../operations/caller.ts';

/**
 * Texts that leave the house and come back: signed, and bound to what they are for, to whom they were given and to the tenant. Any
 * process with the same secret can open them, so nothing is stored. Their content can be read by who holds them.
 */
export interface Seal {
  /** `ttlMs` null: for as long as the secret stays. */
  close(purpose: Purpose, caller: Caller, content: Json, ttlMs: number | null): string;
  /** Undefined for what was changed, has expired, or was given to somebody else. */
  open(purpose: Purpose, caller: Caller, text: string): Json | undefined;
}

export type Purpose = 'task' | 'question';

/** `secret` has at least 32 bytes. Throws RangeError for a shorter one. */
export function createSeal(secret: Uint8Array, now: () => number): Seal {
  if (secret.length < 32) throw new RangeError('The secret that signs task ids must have at least 32 bytes.');

  const sign = (purpose: Purpose, { principal, tenant }: Caller, body: string): Buffer =>
    createHmac('sha256', secret)
      .update(stringifyJson([purpose, principal, tenant, body]))
      .digest();

  return {
    close(purpose, caller, content, ttlMs) {
      const expiresAt = ttlMs === null ? null : now() + ttlMs;
      const body = Buffer.from(stringifyJson([content, expiresAt])).toString('base64url');
      return `${body}.${sign(purpose, caller, body).toString('base64url')}`;
    },
    open(purpose, caller, text) {
      const [body = '', signature = '', ...more] = text.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(purpose, caller, body);
      if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const [content, expiresAt] = parseJson(Buffer.from(body, 'base64url').toString()) as [Json, number | null];
      return expiresAt !== null && now() > expiresAt ? undefined : content;
    },
  };
}
