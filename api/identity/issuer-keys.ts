import { createRemoteJWKSet, customFetch, errors } from 'jose';
import type { JWTVerifyGetKey, RemoteJWKSet } from 'jose';
import { z } from 'zod';
import { parseJson } from '../../plan/numbers/json-text.ts';
import { isSafeUrl } from './loopback.ts';

export interface IssuerKeysSettings {
  /** Exactly as in the `iss` of its tokens. */
  issuer: string;
  /** Where its keys are; null: where the issuer's own metadata says. */
  jwksUrl: URL | null;
  /** An unknown key makes us fetch again, at most this often. */
  cooldownMs: number;
  /** Keys that were fetched count this long. */
  maxAgeMs: number;
  timeoutMs: number;
}

/** The issuer's keys could not be had; `cause` says why. Not the caller's fault. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/**
 * Finds the key that a token is signed with, among those that the issuer publishes. Throws jose's JWKSNoMatchingKey and
 * JWKSMultipleMatchingKeys, and KeysUnavailable for everything that is not the token's fault.
 */
export function createIssuerKeys(settings: IssuerKeysSettings, fetch: typeof globalThis.fetch): JWTVerifyGetKey {
  let found: Promise<RemoteJWKSet> | null = null;

  /** Found once; after a failure the next token asks again. */
  async function keySet(): Promise<RemoteJWKSet> {
    found ??= open(settings, fetch);
    try {
      return await found;
    } catch (error) {
      found = null;
      throw error;
    }
  }

  return async (header, token) => {
    try {
      return await (
        await keySet()
      )(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new KeysUnavailable(`The keys of ${settings.issuer} cannot be fetched.`, { cause: error });
    }
  };
}

async function open(settings: IssuerKeysSettings, fetch: typeof globalThis.fetch): Promise<RemoteJWKSet> {
  return createRemoteJWKSet(settings.jwksUrl ?? (await discover(settings, fetch)), {
    cooldownDuration: settings.cooldownMs,
    cacheMaxAge: settings.maxAgeMs,
    timeoutDuration: settings.timeoutMs,
    [customFetch]: fetch,
  });
}

/** Asks for the OpenID metadata, then for those of RFC 8414. */
async function discover({ issuer, timeoutMs }: IssuerKeysSettings, fetch: typeof globalThis.fetch): Promise<URL> {
  for (const place of placesOfMetadata(issuer)) {
    const response = await fetch(place, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    if (response.status !== 200) {
      await response.body?.cancel();
      continue;
    }
    const { data, success } = metadataSchema.safeParse(parseJson(await response.text()));
    if (!success) throw new Error(`${place} holds no issuer and jwks_uri.`);
    // RFC 8414 section 3.3: metadata of somebody else must not be used.
    if (data.issuer !== issuer) throw new Error(`${place} is of another issuer.`);
    const url = new URL(data.jwks_uri);
    if (!isSafeUrl(url)) throw new Error(`${place} has a jwks_uri without https.`);
    return url;
  }
  throw new Error(`${issuer} has no metadata. SAGAFLOW_JWT_JWKS_URL can say where its keys are.`);
}

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

function placesOfMetadata(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}
