import { createAuthenticator } from '../../../api/identity/authenticator.ts';
import type { Authenticator, Credentials } from '../../../api/identity/authenticator.ts';
import type { JwtSettings } from '../../../api/identity/jwt-settings.ts';
import type { KeySettings } from '../../../api/identity/key-ring.ts';
import { OperationError } from '../../../api/operations/errors.ts';
import type { Issuer } from './issuer.ts';
import { NOW_MS } from './issuer.ts';

/** An authenticator with what it logged, and a clock to turn. */
export function world(settings: { keys?: KeySettings; jwt?: JwtSettings }) {
  const logged: { facts: Record<string, unknown>; message: string }[] = [];
  const clock = { nowMs: NOW_MS };
  const authenticator = createAuthenticator(
    { kind: 'on', keys: settings.keys ?? null, jwt: settings.jwt ?? null },
    { now: () => clock.nowMs, fetch, log: { warn: (facts, message) => logged.push({ facts, message }) } },
  );
  return { authenticator, logged, clock };
}

export function jwtSettings(issuer: Issuer, changes: Partial<JwtSettings> = {}): JwtSettings {
  return {
    issuer: issuer.url,
    audiences: ['https://flows.example'],
    jwksUrl: new URL(`${issuer.url}/keys`),
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    tenantClaim: 'tenant',
    isTenantRequired: false,
    scopeClaim: 'scope',
    clockToleranceS: 30,
    cooldownMs: 30_000,
    maxAgeMs: 600_000,
    timeoutMs: 5_000,
    ...changes,
  };
}

/** What the authenticator throws. */
export async function refusal(authenticator: Authenticator, credentials: Credentials): Promise<OperationError> {
  try {
    await authenticator.authenticate(credentials, 'r-1');
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

export const bearer = (text: string): Credentials => ({ authorization: `Bearer ${text}` });
