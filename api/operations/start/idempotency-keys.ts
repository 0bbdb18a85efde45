import { canonicalJson } from '../../../plan/hash/canonical-json.ts';
import type { JsonObject } from '../../../plan/json.ts';
import { sha256Hex } from '../../../plan/hash/sha256.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Claim } from '../ports.ts';

/**
 * What a start with an idempotency key claims: digests of the key and of the request. Callers do not share keys, nor do definitions: the
 * same key of two callers is two keys.
 */
export function claimForKey(
  { tenant, principal }: Caller,
  { definition, input, id, key }: { definition: string; input: JsonObject; id: string | undefined; key: string },
): Claim {
  return {
    key: sha256Hex(canonicalJson([tenant, principal, definition, key])),
    request: sha256Hex(canonicalJson([input, id ?? null])),
  };
}

/** The business key of a start that has no other name: the same idempotency key gives the same id. */
export function businessKeyFrom({ key }: Claim): string {
  return key.slice(0, 32);
}

/** Throws `idempotency-key-reused` when two requests under the same key ask for different things. */
export function demandSameRequest(claim: Claim, earlier: Claim): void {
  if (claim.request === earlier.request) return;
  const message = 'This Idempotency-Key was used for another request. Send the same body again, or choose a new key.';
  throw new OperationError('idempotency-key-reused', message);
}

/**
 * The claims that this process has seen lately. Two starts may come at the same time under one key and mean different ids: Temporal takes
 * both, and its list of executions is too late to tell, so the second one is recognised here.
 */
export interface RecentClaims {
  /** Throws `idempotency-key-reused`. */
  add(claim: Claim): void;
}

export function createRecentClaims(): RecentClaims {
  const recent = new Map<string, Claim>();
  return {
    add(claim) {
      const earlier = recent.get(claim.key);
      if (earlier !== undefined) demandSameRequest(claim, earlier);
      recent.set(claim.key, claim);
      const [oldest] = recent.keys();
      if (recent.size > MAX_CLAIMS && oldest !== undefined) recent.delete(oldest);
    },
  };
}

const MAX_CLAIMS = 10_000;
