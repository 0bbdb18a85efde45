import { localCaller } from '../operations/caller.ts';
import type { Caller } from '../operations/caller.ts';
import { OperationError } from '../operations/errors.ts';
import { KEY_PREFIX } from './api-key.ts';
import { challengeFor } from './challenge.ts';
import type { RefusalCause } from './challenge.ts';
import { checkKey } from './check-key.ts';
import { checkToken } from './check-token.ts';
import type { IdentityLog } from './identity-log.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createKeyRing } from './key-ring.ts';
import type { JwtSettings } from './jwt-settings.ts';
import { metadataOf } from './metadata.ts';
import { presentedIn } from './presented.ts';
import type { IdentitySettings } from './settings.ts';
import { REFUSALS, refused } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** What a request carries to say who asks, as it came. */
export interface Credentials {
  authorization?: string;
  /** Header `x-api-key`. */
  apiKey?: string;
}

/** Says who asks. The HTTP server calls it once for every request that is not a probe. */
export interface Authenticator {
  /** True: everybody is the local caller (`dev` on loopback only). */
  isOff: boolean;
  /**
   * Throws OperationError `unauthenticated`, whose message never contains the credential, and `identity-unavailable` when the keys of
   * the token's issuer cannot be fetched now.
   */
  authenticate(credentials: Credentials, requestId: string | null): Promise<Caller>;
  /** Value of `WWW-Authenticate` for 401 and, with `insufficient_scope`, for 403. `metadataUrl` is where `metadata` is served. */
  challenge(error: OperationError, metadataUrl: string): string;
  /** RFC 9728 document for `resource` (absolute URL of the facade); null where no issuer of tokens is configured. */
  metadata(resource: string): Record<string, unknown> | null;
}

export interface AuthenticatorDeps {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** For the issuer's keys and metadata. */
  fetch: typeof globalThis.fetch;
  /** Gets every refusal, with the reason and the public part of the credential. */
  log: IdentityLog;
}

/** For the mains that serve HTTP; `settings` come from `readIdentity`. */
export function createAuthenticator(settings: IdentitySettings, deps: AuthenticatorDeps): Authenticator {
  if (settings.kind === 'off') return everybodyIsLocal();
  const judge = createJudge(settings, deps);
  const { jwt } = settings;
  return {
    isOff: false,
    async authenticate(credentials, requestId) {
      return settle(await judge(credentials), requestId, deps.log);
    },
    challenge: (error, metadataUrl) => challengeFor(error, jwt === null ? null : metadataUrl),
    metadata: (resource) => (jwt === null ? null : metadataOf(resource, jwt.issuer)),
  };
}

function everybodyIsLocal(): Authenticator {
  return {
    isOff: true,
    authenticate: (_credentials, requestId) => Promise.resolve(localCaller(null, requestId)),
    challenge: (error) => challengeFor(error, null),
    metadata: () => null,
  };
}

type Judge = (credentials: Credentials) => Promise<Verdict>;

function createJudge({ keys, jwt }: Extract<IdentitySettings, { kind: 'on' }>, deps: AuthenticatorDeps): Judge {
  const ring = keys === null ? null : createKeyRing(keys, deps.now, deps.log);
  const judgeToken = jwt === null ? null : createTokenJudge(jwt, deps);
  return async (credentials) => {
    const presented = presentedIn(credentials);
    if (presented.kind === 'refused') return refused(presented.reason);
    const { text } = presented;
    if (presented.kind === 'key' || text.startsWith(KEY_PREFIX)) {
      return ring === null ? refused('no-keys') : checkKey(text, ring, deps.now());
    }
    return judgeToken === null ? refused('no-tokens') : judgeToken(text);
  };
}

function createTokenJudge(jwt: JwtSettings, { fetch, now }: AuthenticatorDeps): (token: string) => Promise<Verdict> {
  const issuerKeys = createIssuerKeys(jwt, fetch);
  return (token) => checkToken(token, jwt, issuerKeys, now());
}

function settle(verdict: Verdict, requestId: string | null, log: IdentityLog): Caller {
  switch (verdict.kind) {
    case 'accepted':
      return { ...verdict.holder, requestId };
    case 'refused': {
      const { reason, keyId } = verdict;
      const { sentence } = REFUSALS[reason];
      log.warn({ event: 'unauthenticated', reason, keyId, requestId }, sentence);
      throw new OperationError('unauthenticated', sentence, { cause: { refusal: reason } satisfies RefusalCause });
    }
    case 'unavailable': {
      const { cause } = verdict;
      log.warn({ event: 'identity-unavailable', requestId, cause: said(cause) }, 'Tokens cannot be checked now.');
      const message = 'The token cannot be checked now: the keys of its issuer cannot be fetched. Try again later.';
      throw new OperationError('identity-unavailable', message, { cause });
    }
  }
}

/** An error of fetch has the reason in its own cause. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${said(error.cause)}`;
}
