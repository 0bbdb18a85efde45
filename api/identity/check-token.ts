import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { holderOf } from './claims.ts';
import type { ClaimSettings } from './claims.ts';
import { judgeFailure } from './token-failure.ts';
import { refused } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export interface TokenSettings extends ClaimSettings {
  issuer: string;
  /** One of them must be in `aud`. */
  audiences: readonly string[];
  /** JWS names; never `none` or HS*. */
  algorithms: readonly string[];
  clockToleranceS: number;
}

/** Whose JWT a text is: signed by the issuer, made for us, in force now. */
export async function checkToken(
  token: string,
  settings: TokenSettings,
  keys: JWTVerifyGetKey,
  nowMs: number,
): Promise<Verdict> {
  const { alg, kid } = headerOf(token);
  const keyId = kid !== undefined && /^[\w.-]{1,128}$/.test(kid) ? kid : null;
  if (alg === 'none') return refused('unsigned', keyId);
  try {
    const outcome = holderOf(await verify(token, keys, optionsOf(settings, nowMs)), settings);
    return typeof outcome === 'string' ? refused(outcome, keyId) : { kind: 'accepted', holder: outcome };
  } catch (error) {
    return judgeFailure(error, keyId);
  }
}

function headerOf(token: string): { alg?: string; kid?: string } {
  try {
    return decodeProtectedHeader(token);
  } catch {
    // The verification says what is wrong with it.
    return {};
  }
}

function optionsOf(settings: TokenSettings, nowMs: number): JWTVerifyOptions {
  return {
    issuer: settings.issuer,
    audience: [...settings.audiences],
    algorithms: [...settings.algorithms],
    clockTolerance: settings.clockToleranceS,
    currentDate: new Date(nowMs),
    requiredClaims: ['exp', 'sub'],
  };
}

async function verify(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyWithAny(token, error, options);
    throw error;
  }
}

/** A token need not name its key: then it is any of those that fit its algorithm. */
async function verifyWithAny(
  token: string,
  candidates: errors.JWKSMultipleMatchingKeys,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of candidates) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}
