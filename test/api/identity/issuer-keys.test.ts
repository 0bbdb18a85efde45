import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REFUSALS } from '../../../api/identity/verdict.ts';
import type { Issuer, SigningKey } from './issuer.ts';
import { claims, sign, signingKey, startIssuer } from './issuer.ts';
import { bearer, jwtSettings, refusal, world } from './world.ts';

let first: SigningKey;
let issuer: Issuer;
beforeEach(async () => {
  first = await signingKey('k-1');
  issuer = await startIssuer([first]);
});
afterEach(() => issuer.close());

describe('the keys of the issuer', () => {
  it('are fetched once for many tokens', async () => {
    const { authenticator } = world({ jwt: jwtSettings(issuer) });
    const token = await sign(first, claims(issuer));
    await Promise.all(Array.from({ length: 20 }, () => authenticator.authenticate(bearer(token), null)));
    expect(issuer.asked('/keys')).toBe(1);
  });

  it('are fetched again for a key that is not known yet', async () => {
    const { authenticator } = world({ jwt: jwtSettings(issuer, { cooldownMs: 0 }) });
    const second = await signingKey('k-2');
    const token = await sign(second, claims(issuer));
    expect((await refusal(authenticator, bearer(token))).message).toBe(REFUSALS['unknown-signer'].sentence);
    issuer.keys = [second];
    expect(await authenticator.authenticate(bearer(token), null)).toMatchObject({ principal: 'ada' });
    const old = await sign(first, claims(issuer));
    expect((await refusal(authenticator, bearer(old))).message).toBe(REFUSALS['unknown-signer'].sentence);
  });

  it('are not fetched for every made-up key', async () => {
    const { authenticator } = world({ jwt: jwtSettings(issuer) });
    const token = await sign(await signingKey('k-9'), claims(issuer));
    for (let time = 1; time <= 5; time += 1) await refusal(authenticator, bearer(token));
    expect(issuer.asked('/keys')).toBe(1);
  });

  it.each(['broken', 'babbling', 'empty-handed'] as const)('may be %s: not the fault of who asks', async (mood) => {
    issuer.mood = mood;
    const { authenticator, logged } = world({ jwt: jwtSettings(issuer) });
    const token = await sign(first, claims(issuer));
    expect(await refusal(authenticator, bearer(token))).toMatchObject({ code: 'identity-unavailable' });
    expect(logged[0]?.facts).toMatchObject({ event: 'identity-unavailable', requestId: 'r-1' });
    issuer.mood = 'well';
    expect(await authenticator.authenticate(bearer(token), null)).toMatchObject({ principal: 'ada' });
  });

  it('may be out of reach: new tokens cannot be checked, those of known keys can', async () => {
    const known = world({ jwt: jwtSettings(issuer) }).authenticator;
    const late = world({ jwt: jwtSettings(issuer) });
    const token = await sign(first, claims(issuer));
    await known.authenticate(bearer(token), null);
    await issuer.close();
    expect(await known.authenticate(bearer(token), null)).toMatchObject({ principal: 'ada' });
    const error = await refusal(late.authenticator, bearer(token));
    expect(error.code).toBe('identity-unavailable');
    expect(error.message).not.toContain('127.0.0.1');
    expect(String(late.logged[0]?.facts['cause'])).toContain('ECONNREFUSED');
  });

  it('are never asked for a token that is unsigned or no token', async () => {
    const { authenticator } = world({ jwt: jwtSettings(issuer) });
    await refusal(authenticator, bearer('a.b.c'));
    await refusal(authenticator, {});
    expect(issuer.asked('/keys')).toBe(0);
  });
});

describe('without an address for them', () => {
  const open = () => world({ jwt: jwtSettings(issuer, { jwksUrl: null }) });

  it.each(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'])(
    'they are where the metadata at %s say',
    async (path) => {
      issuer.metadata.set(path, { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` });
      const { authenticator } = open();
      const token = await sign(first, claims(issuer));
      for (let time = 1; time <= 2; time += 1) {
        expect(await authenticator.authenticate(bearer(token), null)).toMatchObject({ principal: 'ada' });
      }
      expect(issuer.asked(path)).toBe(1);
    },
  );

  it.each<[string, () => Record<string, unknown> | null]>([
    ['are not there', () => null],
    ['are of another issuer', () => ({ issuer: 'https://evil.example', jwks_uri: `${issuer.url}/keys` })],
    ['send the keys over an open line', () => ({ issuer: issuer.url, jwks_uri: 'http://keys.example/keys' })],
    ['say nothing of keys', () => ({ issuer: issuer.url })],
  ])('nobody is recognised when the metadata %s, until that is mended', async (_what, metadata) => {
    const path = '/.well-known/openid-configuration';
    const wrong = metadata();
    if (wrong !== null) issuer.metadata.set(path, wrong);
    const { authenticator } = open();
    const token = await sign(first, claims(issuer));
    expect((await refusal(authenticator, bearer(token))).code).toBe('identity-unavailable');
    issuer.metadata.set(path, { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` });
    expect(await authenticator.authenticate(bearer(token), null)).toMatchObject({ principal: 'ada' });
  });
});
