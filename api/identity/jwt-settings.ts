import type { TokenSettings } from './check-token.ts';
import type { IssuerKeysSettings } from './issuer-keys.ts';
import { isSafeUrl } from './loopback.ts';

export interface JwtSettings extends TokenSettings, IssuerKeysSettings {}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables SAGAFLOW_JWT_*; `settings` is null when none is set, and when there are problems. */
export function readJwtSettings(environment: Environment): { settings: JwtSettings | null; problems: string[] } {
  const given = VARIABLES.filter((name) => textOf(environment, name) !== null);
  if (given.length === 0) return { settings: null, problems: [] };
  const issuer = textOf(environment, 'SAGAFLOW_JWT_ISSUER');
  const audiences = listOf(environment, 'SAGAFLOW_JWT_AUDIENCE');
  const jwksUrl = textOf(environment, 'SAGAFLOW_JWT_JWKS_URL');
  const algorithms = listOf(environment, 'SAGAFLOW_JWT_ALGORITHMS');
  const problems = [
    ...issuerProblems(issuer),
    ...(audiences.length === 0 ? [NO_AUDIENCE] : []),
    ...(jwksUrl === null ? [] : urlProblems('SAGAFLOW_JWT_JWKS_URL', jwksUrl)),
    ...algorithms.filter((name) => !ALGORITHMS.includes(name)).map(algorithmProblem),
  ];
  if (issuer === null || problems.length > 0) return { settings: null, problems };
  const tenantClaim = textOf(environment, 'SAGAFLOW_JWT_TENANT_CLAIM');
  const settings: JwtSettings = {
    issuer,
    audiences,
    jwksUrl: jwksUrl === null ? null : new URL(jwksUrl),
    algorithms: algorithms.length === 0 ? DEFAULT_ALGORITHMS : algorithms,
    tenantClaim: tenantClaim ?? 'tenant',
    // Who names the claim has tenants, and a token that forgot its own must not land among those of another.
    isTenantRequired: tenantClaim !== null,
    scopeClaim: textOf(environment, 'SAGAFLOW_JWT_SCOPE_CLAIM') ?? 'scope',
    clockToleranceS: 30,
    cooldownMs: 30_000,
    maxAgeMs: 600_000,
    timeoutMs: 5_000,
  };
  return { settings, problems: [] };
}

const VARIABLES = [
  'SAGAFLOW_JWT_ISSUER',
  'SAGAFLOW_JWT_AUDIENCE',
  'SAGAFLOW_JWT_JWKS_URL',
  'SAGAFLOW_JWT_ALGORITHMS',
  'SAGAFLOW_JWT_TENANT_CLAIM',
  'SAGAFLOW_JWT_SCOPE_CLAIM',
] as const;

const DEFAULT_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** Signatures whose key can be published. With HS* whoever checks a token could also make one. */
const ALGORITHMS = [...DEFAULT_ALGORITHMS, 'RS384', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512', 'Ed25519'];

const NO_AUDIENCE =
  'SAGAFLOW_JWT_AUDIENCE is not set: tokens that were made for other services would be taken. Set it to what "aud" says in tokens for this one.';

function algorithmProblem(name: string): string {
  return `SAGAFLOW_JWT_ALGORITHMS has "${name}", which is not taken. Choose among ${ALGORITHMS.join(', ')}.`;
}

function issuerProblems(issuer: string | null): string[] {
  if (issuer !== null) return urlProblems('SAGAFLOW_JWT_ISSUER', issuer);
  return [
    'SAGAFLOW_JWT_ISSUER is not set, but other SAGAFLOW_JWT_ variables are. Set it to what "iss" says in the tokens.',
  ];
}

function urlProblems(name: string, text: string): string[] {
  const isGood = URL.canParse(text) && isSafeUrl(new URL(text));
  return isGood ? [] : [`${name} must be an https address (http only to this machine).`];
}

function textOf(environment: Environment, name: (typeof VARIABLES)[number]): string | null {
  return environment[name]?.trim() || null;
}

function listOf(environment: Environment, name: (typeof VARIABLES)[number]): string[] {
  return (textOf(environment, name) ?? '').split(/[\s,]+/).filter((item) => item !== '');
}
