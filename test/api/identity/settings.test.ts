import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { renderKeyFile } from '../../../api/identity/key-file.ts';
import { readIdentity } from '../../../api/identity/settings.ts';
import type { IdentitySource } from '../../../api/identity/settings.ts';

const { id, hash, text } = makeApiKey(randomBytes);
const entry = { id, hash, principal: 'back-office', scopes: ['admin'] };
const keys = renderKeyFile([entry]);

const JWT = { SAGAFLOW_JWT_ISSUER: 'https://login.example/', SAGAFLOW_JWT_AUDIENCE: 'https://flows.example' };

function read(environment: IdentitySource['environment'], changes: Partial<IdentitySource> = {}) {
  const readFile = (path: string) =>
    path === 'keys.json' ? Promise.resolve(keys) : Promise.reject(new Error(`ENOENT ${path}`));
  return readIdentity({ environment, program: 'api', host: '127.0.0.1', readFile, ...changes });
}

async function problems(environment: IdentitySource['environment'], changes: Partial<IdentitySource> = {}) {
  const result = await read(environment, changes);
  return result.kind === 'refused' ? result.problems.join('\n') : `accepted as ${result.settings.kind}`;
}

describe('identity is off', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('in dev on %s, asked for or not', async (host) => {
    const off = { kind: 'ok', settings: { kind: 'off' } };
    expect(await read({}, { program: 'dev', host })).toEqual(off);
    expect(await read({ SAGAFLOW_AUTH: 'off' }, { program: 'dev', host })).toEqual(off);
  });

  it.each<[string, Partial<IdentitySource>]>([
    ['for the api, also on loopback', { program: 'api' }],
    ['in dev on every address', { program: 'dev', host: '0.0.0.0' }],
    ['in dev on a name that only begins like loopback', { program: 'dev', host: '127.0.0.1.evil.example' }],
    ['in dev on an address of the network', { program: 'dev', host: '192.168.1.5' }],
  ])('never %s', async (_what, changes) => {
    expect(await problems({ SAGAFLOW_AUTH: 'off' }, changes)).toContain('SAGAFLOW_AUTH=off is for "sagaflow dev"');
    expect(await problems({}, changes)).toContain('sagaflow keys new');
  });

  it('not in dev when keys are configured, or when it is asked to be on', async () => {
    const dev = { program: 'dev' } as const;
    expect(await read({ SAGAFLOW_API_KEYS: keys }, dev)).toMatchObject({ settings: { kind: 'on' } });
    expect(await problems({ SAGAFLOW_AUTH: 'on' }, dev)).toContain('SAGAFLOW_JWT_ISSUER');
    expect(await problems({ SAGAFLOW_AUTH: 'no' }, dev)).toContain('"on" or "off"');
  });
});

describe('API keys', () => {
  it('come from a file and from the environment', async () => {
    const other = renderKeyFile([{ ...entry, id: 'other', tenant: 'acme', expires: '2027-03-01T00:00:00Z' }]);
    const settings = { SAGAFLOW_API_KEYS_FILE: 'keys.json', SAGAFLOW_API_KEYS: other };
    expect(await read(settings)).toMatchObject({
      settings: {
        jwt: null,
        keys: {
          file: 'keys.json',
          fromFile: [{ id, tenant: 'default', expiresAtMs: null }],
          fromEnvironment: [{ id: 'other', tenant: 'acme', expiresAtMs: Date.parse('2027-03-01') }],
        },
      },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['a file that is not there', { SAGAFLOW_API_KEYS_FILE: 'nowhere.json' }, 'nowhere.json, which cannot be read'],
    ['no JSON', { SAGAFLOW_API_KEYS: text }, 'SAGAFLOW_API_KEYS is no JSON.'],
    ['no keys', { SAGAFLOW_API_KEYS: '{}' }, '/keys '],
    ['an id twice', { SAGAFLOW_API_KEYS_FILE: 'keys.json', SAGAFLOW_API_KEYS: keys }, `The key id "${id}" is in`],
    ['the key itself', { SAGAFLOW_API_KEYS: entries({ hash: text }) }, '/keys/0/hash must be sha256:'],
    ['an unknown scope', { SAGAFLOW_API_KEYS: entries({ scopes: ['definition:x:run'] }) }, '/keys/0/scopes/0 must be'],
    ['an unknown member', { SAGAFLOW_API_KEYS: entries({ expire: '2027' }) }, 'expire'],
    ['a time that is none', { SAGAFLOW_API_KEYS: entries({ expires: 'soon' }) }, '/keys/0/expires must be a time'],
    ['a tenant that is none', { SAGAFLOW_API_KEYS: entries({ tenant: 'a b' }) }, '/keys/0/tenant must be'],
  ])('are refused with %s', async (_what, environment, sentence) => {
    const said = await problems(environment);
    expect(said).toContain(sentence);
    expect(said).not.toContain(text);
  });

  function entries(changes: Record<string, unknown>): string {
    return JSON.stringify({ keys: [{ ...entry, ...changes }] });
  }
});

describe('tokens', () => {
  it('need an issuer and an audience; the rest has defaults', async () => {
    expect(await read(JWT)).toMatchObject({
      settings: {
        kind: 'on',
        keys: null,
        jwt: {
          issuer: 'https://login.example/',
          audiences: ['https://flows.example'],
          jwksUrl: null,
          algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
          tenantClaim: 'tenant',
          isTenantRequired: false,
          scopeClaim: 'scope',
          clockToleranceS: 30,
        },
      },
    });
  });

  it('take what is configured', async () => {
    const more = {
      SAGAFLOW_JWT_AUDIENCE: 'a, b',
      SAGAFLOW_JWT_JWKS_URL: 'http://localhost:9/keys',
      SAGAFLOW_JWT_ALGORITHMS: 'ES256,ES384',
      SAGAFLOW_JWT_TENANT_CLAIM: 'https://flows.example/tenant',
      SAGAFLOW_JWT_SCOPE_CLAIM: 'scp',
    };
    expect(await read({ ...JWT, ...more })).toMatchObject({
      settings: {
        jwt: {
          audiences: ['a', 'b'],
          jwksUrl: new URL('http://localhost:9/keys'),
          algorithms: ['ES256', 'ES384'],
          tenantClaim: 'https://flows.example/tenant',
          isTenantRequired: true,
          scopeClaim: 'scp',
        },
      },
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ SAGAFLOW_JWT_AUDIENCE: '' }, 'SAGAFLOW_JWT_AUDIENCE is not set'],
    [{ SAGAFLOW_JWT_ISSUER: '' }, 'SAGAFLOW_JWT_ISSUER is not set'],
    [{ SAGAFLOW_JWT_ISSUER: 'login.example' }, 'SAGAFLOW_JWT_ISSUER must be an https address'],
    [{ SAGAFLOW_JWT_ISSUER: 'http://login.example' }, 'SAGAFLOW_JWT_ISSUER must be an https address'],
    [{ SAGAFLOW_JWT_JWKS_URL: 'file:///keys' }, 'SAGAFLOW_JWT_JWKS_URL must be an https address'],
    [{ SAGAFLOW_JWT_ALGORITHMS: 'RS256 none' }, '"none", which is not taken'],
    [{ SAGAFLOW_JWT_ALGORITHMS: 'HS256' }, '"HS256", which is not taken'],
  ])('are refused with %j', async (changes, sentence) => {
    expect(await problems({ ...JWT, ...changes })).toContain(sentence);
  });
});
