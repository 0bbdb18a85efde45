import type { JWTPayload } from 'jose';
import { DEFAULT_TENANT } from '../../plan/ownership.ts';
import { isPrincipal, isScope, isTenant } from './grants.ts';
import type { Holder, RefusalReason } from './verdict.ts';

export interface ClaimSettings {
  /** Names of claims at the top of the token. */
  tenantClaim: string;
  /** A token without the claim is refused; otherwise it is of the default tenant. */
  isTenantRequired: boolean;
  scopeClaim: string;
}

/** Whom verified claims are about, or why they say nothing that counts. */
export function holderOf(claims: JWTPayload, settings: ClaimSettings): Holder | RefusalReason {
  const principal = claims.sub;
  if (typeof principal !== 'string' || !isPrincipal(principal)) return 'subject';
  const tenant = tenantOf(claimOf(claims, settings.tenantClaim), settings.isTenantRequired);
  if (tenant === null) return 'tenant';
  const scopes = scopesOf(claimOf(claims, settings.scopeClaim));
  return scopes === null ? 'scopes' : { principal, tenant, scopes };
}

function claimOf(claims: JWTPayload, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function tenantOf(claim: unknown, isRequired: boolean): string | null {
  if (claim === undefined && !isRequired) return DEFAULT_TENANT;
  return typeof claim === 'string' && isTenant(claim) ? claim : null;
}

/** Scopes of other services are none of ours. */
function scopesOf(claim: unknown): string[] | null {
  if (claim === undefined) return [];
  const scopes: unknown = typeof claim === 'string' ? claim.split(' ') : claim;
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) return null;
  return scopes.filter(isScope);
}
