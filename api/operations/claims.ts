import { canonicalJson } from '../../plan/canonical-json.ts';
import type { JsonObject } from '../../plan/json.ts';
import { sha256Hex } from '../../plan/sha256.ts';
import type { Caller } from './caller.ts';
import { OperationError } from './errors.ts';
import type { Claim } from './ports.ts';

/** What a start with an idempotency key claims: callers do not share keys, nor do definitions. */
export function claimOfStart(
  { tenant, principal }: Caller,
  { definition, input, id, key }: { definition: string; input: JsonObject; id: string | undefined; key: string },
): Claim {
  return {
    key: sha256Hex(canonicalJson([tenant, principal, definition, key])),
    request: sha256Hex(canonicalJson([input, id ?? null])),
  };
}

/** The business key of a start that nothing else names: the same key, the same id. */
export function keyFromClaim({ key }: Claim): string {
  return key.slice(0, 32);
}

/** Throws `idempotency-key-reused` unless both claims ask for the same. */
export function demandSame(claim: Claim, earlier: Claim): void {
  if (claim.request === earlier.request) return;
  const message = 'This Idempotency-Key was used for another request. Send the same body again, or choose a new key.';
  throw new OperationError('idempotency-key-reused', message);
}

/**
 * The claims that this process has seen lately: of two starts under one key that come at the same time but mean different ids, Temporal
 * would take both, and its visibility comes too late to tell.
 */
export interface SeenClaims {
  /** Throws `idempotency-key-reused`. */
  take(claim: Claim): void;
}

export function createSeenClaims(): SeenClaims {
  const seen = new Map<string, Claim>();
  return {
    take(claim) {
      const earlier = seen.get(claim.key);
      if (earlier !== undefined) demandSame(claim, earlier);
      seen.set(claim.key, claim);
      const [oldest] = seen.keys();
      if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest);
    },
  };
}

const MAX_SEEN = 10_000;
