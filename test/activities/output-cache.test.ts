import { describe, expect, it } from 'vitest';
import { createOutputCache } from '../../activities/output-cache.ts';
import type { CallRequest } from '../../plan/call.ts';

const request = {
  method: 'tools/call',
  server: 'crm',
  tool: 'find',
  arguments: { id: 1 },
  schemaHash: 'sha256:a',
  cacheMs: 1_000,
  tenant: 'acme',
} as unknown as CallRequest;

describe('an output that may be used again', () => {
  it('is used until it is too old, for every path of the same call', () => {
    let time = 0;
    const cache = createOutputCache(() => time);
    cache.put(request, { name: 'Ada' });
    time = 1_000;
    expect(cache.get({ ...request, path: 'later', arguments: { id: 1 } })).toEqual({
      output: { name: 'Ada' },
      ageMs: 1_000,
    });
    time = 1_001;
    expect(cache.get(request)).toBeNull();
  });

  it.each([
    ['another tenant', { tenant: 'globex' }],
    ['another server', { server: 'erp' }],
    ['another tool', { tool: 'search' }],
    ['another schema of the tool', { schemaHash: 'sha256:b' }],
    ['other arguments', { arguments: { id: 2 } }],
    ['a call that may not be reused', { cacheMs: null }],
    ['a call of which nobody knows whose it is', { tenant: undefined }],
  ])('does not answer %s', (_what, change) => {
    const cache = createOutputCache(() => 0);
    cache.put(request, 'kept');
    expect(cache.get({ ...request, ...change })).toBeNull();
  });

  it('is not kept when nobody knows whose it is', () => {
    const cache = createOutputCache(() => 0);
    cache.put({ ...request, tenant: undefined }, 'kept');
    expect(cache.get({ ...request, tenant: undefined })).toBeNull();
  });
});
