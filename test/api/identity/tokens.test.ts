import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64url, SignJWT } from 'jose';
import { REFUSALS } from '../../../api/identity/verdict.ts';
import type { Issuer, SigningKey } from './issuer.ts';
import { claims, NOW_MS, NOW_S, publicText, sign, signingKey, startIssuer } from './issuer.ts';
import { bearer, jwtSettings, refusal, world } from './world.ts';

let key: SigningKey;
let issuer: Issuer;
beforeAll(async () => {
  key = await signingKey('k-1');
  issuer = await startIssuer([key]);
});
afterAll(() => issuer.close());

const open = (changes: Parameters<typeof jwtSettings>[1] = {}) => world({ jwt: jwtSettings(issuer, changes) });

async function callerOf(changes: Record<string, unknown>, settings: Parameters<typeof jwtSettings>[1] = {}) {
  return open(settings).authenticator.authenticate(bearer(await sign(key, claims(issuer, changes))), 'r-1');
}

describe('a token that is as it should be', () => {
  it('says who asks, for which tenant, and what it may', async () => {
    const scope = 'openid definition:onboard:start decide definition:*:delete';
    expect(await callerOf({ tenant: 'acme', scope })).toEqual({
      principal: 'ada',
      tenant: 'acme',
      scopes: ['definition:onboard:start', 'decide'],
      requestId: 'r-1',
    });
  });

  it('may have its scopes as a list, under the name that is configured', async () => {
    const { scopes } = await callerOf({ scp: ['admin', 'email'], scope: 'decide' }, { scopeClaim: 'scp' });
    expect(scopes).toEqual(['admin']);
  });

  it('may do nothing without scopes, and is of the default tenant without one', async () => {
    expect(await callerOf({})).toMatchObject({ tenant: 'default', scopes: [] });
  });

  it('may name several audiences when one of them is configured', async () => {
    const aud = ['https://other.example', 'https://flows.example'];
    expect(await callerOf({ aud })).toMatchObject({ principal: 'ada' });
  });

  it.each([{ exp: NOW_S - 29 }, { nbf: NOW_S + 29 }])('may be off by the tolerance of clocks: %j', async (changes) => {
    expect(await callerOf(changes)).toMatchObject({ principal: 'ada' });
  });

  it.each(['RS256', 'PS256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const other = await signingKey('k-1', alg);
    const others = await startIssuer([other]);
    const { authenticator } = world({ jwt: jwtSettings(others) });
    const token = await sign(other, claims(others));
    expect(await authenticator.authenticate(bearer(token), null)).toMatchObject({ principal: 'ada', requestId: null });
    await others.close();
  });

  it('need not name its key when several fit', async () => {
    const two = await startIssuer([await signingKey('k-2'), key]);
    const { authenticator } = world({ jwt: jwtSettings(two) });
    const token = await sign(key, claims(two), { kid: undefined });
    expect(await authenticator.authenticate(bearer(token), null)).toMatchObject({ principal: 'ada' });
    const forged = await sign(await signingKey('k-3'), claims(two), { kid: undefined });
    expect((await refusal(authenticator, bearer(forged))).message).toBe(REFUSALS.signature.sentence);
    await two.close();
  });
});

const signed = (changes: Record<string, unknown>) => sign(key, claims(issuer, changes));
const encoded = (value: unknown) => base64url.encode(JSON.stringify(value));

const BAD_TOKENS: [keyof typeof REFUSALS, string, () => Promise<string> | string][] = [
  ['malformed-token', 'three words', () => 'a.b.c'],
  ['malformed-token', 'something else', () => 'correct-horse-battery-staple'],
  ['malformed-token', 'one word too few', async () => (await signed({})).split('.').slice(0, 2).join('.')],
  [
    'malformed-token',
    'a critical extension',
    () => `${encoded({ alg: 'ES256', crit: ['x'], x: 1 })}.${encoded(claims(issuer))}.AA`,
  ],
  ['unsigned', 'alg none', () => `${encoded({ alg: 'none' })}.${encoded(claims(issuer))}.`],
  ['algorithm', 'HS256 signed with the public key', async () => hmac(await publicText(key))],
  ['algorithm', 'an algorithm that is not allowed', () => `${encoded({ alg: 'ES512' })}.${encoded(claims(issuer))}.AA`],
  ['signature', 'claims that were changed', () => altered()],
  ['signature', 'a forged key under a known name', async () => sign(await signingKey('k-1'), claims(issuer))],
  ['unknown-signer', 'a key that nobody published', async () => sign(await signingKey('k-9'), claims(issuer))],
  ['issuer', 'another issuer', () => signed({ iss: 'https://evil.example' })],
  ['issuer', 'no issuer', () => signed({ iss: undefined })],
  ['audience', 'another audience', () => signed({ aud: 'https://other.example' })],
  ['audience', 'no audience', () => signed({ aud: undefined })],
  ['expired-token', 'expired', () => signed({ exp: NOW_S - 31 })],
  ['early-token', 'not valid yet', () => signed({ nbf: NOW_S + 31 })],
  ['expiry', 'no expiry', () => signed({ exp: undefined })],
  ['expiry', 'an expiry that is no number', () => signed({ exp: 'never' })],
  ['subject', 'no subject', () => signed({ sub: undefined })],
  ['subject', 'an empty subject', () => signed({ sub: '' })],
  ['subject', 'a subject with a line break', () => signed({ sub: 'ada\nroot' })],
  ['tenant', 'a tenant that is no name', () => signed({ tenant: 'a"b' })],
  ['tenant', 'a tenant that is no text', () => signed({ tenant: ['acme'] })],
  ['scopes', 'scopes that are neither', () => signed({ scope: { admin: true } })],
];

function hmac(secret: string): Promise<string> {
  const payload = new SignJWT(claims(issuer)).setProtectedHeader({ alg: 'HS256', kid: key.kid });
  return payload.sign(new TextEncoder().encode(secret));
}

async function altered(): Promise<string> {
  const [header = '', , signature = ''] = (await signed({})).split('.');
  return `${header}.${encoded(claims(issuer, { sub: 'root' }))}.${signature}`;
}

describe('a bad token', () => {
  it.each(BAD_TOKENS)('is refused as %s: %s', async (reason, _what, make) => {
    const { authenticator, logged } = open();
    const token = await make();
    const error = await refusal(authenticator, bearer(token));
    expect(error).toMatchObject({ code: 'unauthenticated', message: REFUSALS[reason].sentence });
    expect(logged).toEqual([
      {
        facts: expect.objectContaining({ event: 'unauthenticated', reason, requestId: 'r-1' }),
        message: error.message,
      },
    ]);
    expect(JSON.stringify([logged, error.message, error.cause])).not.toContain(token);
  });

  it('gives a sentence of its own for every reason', () => {
    const sentences = Object.values(REFUSALS).map(({ sentence }) => sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('without the tenant that is asked for is refused', async () => {
    const { authenticator } = open({ isTenantRequired: true, tenantClaim: 'org' });
    expect((await refusal(authenticator, bearer(await signed({ tenant: 'acme' })))).message).toBe(
      REFUSALS.tenant.sentence,
    );
    const caller = await authenticator.authenticate(bearer(await signed({ org: 'acme' })), null);
    expect(caller.tenant).toBe('acme');
  });

  it('cannot borrow a claim from what every object has', async () => {
    expect(await callerOf({}, { tenantClaim: 'constructor' })).toMatchObject({ tenant: 'default' });
  });

  it('stops counting when its time is over, not when it is checked first', async () => {
    const { authenticator, clock } = open();
    const token = await signed({ exp: NOW_S + 60 });
    await authenticator.authenticate(bearer(token), null);
    clock.nowMs = NOW_MS + 90_000;
    expect((await refusal(authenticator, bearer(token))).message).toBe(REFUSALS['expired-token'].sentence);
  });
});
