import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../api/identity/authenticator.ts';
import { readIdentity } from '../../../api/identity/settings.ts';
import type { MissingScope } from '../../../api/operations/caller.ts';
import { OperationError } from '../../../api/operations/errors.ts';
import { bearer, refusal } from './world.ts';

const PLACE = 'https://flows.example/.well-known/oauth-protected-resource/mcp';

async function authenticatorOf(environment: Record<string, string>) {
  const readFile = () => Promise.reject(new Error('no files here'));
  const result = await readIdentity({ environment, program: 'dev', host: '127.0.0.1', readFile });
  if (result.kind === 'refused') throw new Error(result.problems.join('\n'));
  return createAuthenticator(result.settings, { now: () => 0, fetch, log: { warn: () => undefined } });
}

const withTokens = () =>
  authenticatorOf({ SAGAFLOW_JWT_ISSUER: 'https://login.example', SAGAFLOW_JWT_AUDIENCE: 'https://flows.example' });
const withKeys = () => authenticatorOf({ SAGAFLOW_API_KEYS: '{"keys":[]}' });

describe('the challenge', () => {
  it('names the metadata, and no error when nothing was offered', async () => {
    const authenticator = await withTokens();
    const error = await refusal(authenticator, {});
    expect(authenticator.challenge(error, PLACE)).toBe(`Bearer realm="sagaflow", resource_metadata="${PLACE}"`);
  });

  it('says what is wrong with what was offered', async () => {
    const authenticator = await withTokens();
    const error = await refusal(authenticator, bearer('a.b.c'));
    expect(authenticator.challenge(error, PLACE)).toBe(
      `Bearer realm="sagaflow", error="invalid_token", error_description="${error.message}", resource_metadata="${PLACE}"`,
    );
  });

  it('names no metadata where there are none', async () => {
    const authenticator = await withKeys();
    const error = await refusal(authenticator, { apiKey: 'x' });
    expect(authenticator.challenge(error, PLACE)).not.toContain('resource_metadata');
    expect(authenticator.metadata('https://flows.example/mcp')).toBeNull();
  });

  it('says that a scope is missing, in characters that a header may have', async () => {
    const authenticator = await withTokens();
    const error = new OperationError('forbidden', 'You lack "definition:größe\r\nX: y\\:start".');
    expect(authenticator.challenge(error, PLACE)).toContain(
      `error="insufficient_scope", error_description="You lack 'definition:gr??e??X: y?:start'."`,
    );
  });

  it('names the scope that would be needed', async () => {
    const authenticator = await withTokens();
    const cause: MissingScope = { scope: 'definition:onboard:start' };
    const error = new OperationError('forbidden', 'You may not.', { cause });
    expect(authenticator.challenge(error, PLACE)).toBe(
      `Bearer realm="sagaflow", error="insufficient_scope", error_description="You may not.", scope="definition:onboard:start", resource_metadata="${PLACE}"`,
    );
  });

  it('does not ask for another scope where none would help', async () => {
    const authenticator = await withTokens();
    const error = new OperationError('own-approval', 'Somebody else must approve.');
    expect(authenticator.challenge(error, PLACE)).not.toContain('error');
  });
});

describe('the metadata of the resource', () => {
  it('name the issuer and what a client needs', async () => {
    expect((await withTokens()).metadata('https://flows.example/mcp')).toEqual({
      resource: 'https://flows.example/mcp',
      authorization_servers: ['https://login.example'],
      bearer_methods_supported: ['header'],
      scopes_supported: ['definition:*:read', 'definition:*:start'],
      resource_name: 'Sagaflow',
    });
  });
});

describe('where identity is off', () => {
  it('everybody is the local caller', async () => {
    const authenticator = await authenticatorOf({});
    expect(authenticator.isOff).toBe(true);
    expect(await authenticator.authenticate({ apiKey: 'anything' }, 'r-1')).toEqual({
      principal: null,
      tenant: 'default',
      scopes: ['admin'],
      requestId: 'r-1',
    });
    expect(authenticator.metadata('https://flows.example/mcp')).toBeNull();
  });
});
