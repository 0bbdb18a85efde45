import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../api/mcp/protocol/seal.ts';
import type { Caller } from '../../../api/operations/caller.ts';

const anna: Caller = { principal: 'anna', tenant: 'acme', scopes: [], requestId: null };
const content = { executionId: 'a/b', runId: 'r' };

function sealAt(ms: number, fill = 1): ReturnType<typeof createSeal> {
  return createSeal(new Uint8Array(32).fill(fill), () => ms);
}

describe('a sealed text', () => {
  it('opens for its caller, in every process with the secret, whatever the request', () => {
    const text = sealAt(0).close('task', anna, content, null);
    expect(sealAt(1e12).open('task', { ...anna, scopes: ['admin'], requestId: 'r-2' }, text)).toEqual(content);
  });

  it.each<[string, Partial<Caller>]>([
    ['another principal', { principal: 'bert' }],
    ['nobody', { principal: null }],
    ['another tenant', { tenant: 'other' }],
    ['a principal and tenant that only look alike when joined', { principal: 'anna","acme', tenant: '' }],
  ])('stays shut for %s', (_who, other) => {
    const text = sealAt(0).close('task', anna, content, null);
    expect(sealAt(0).open('task', { ...anna, ...other }, text)).toBeUndefined();
  });

  it('stays shut for another purpose, another secret, and after its time', () => {
    const text = sealAt(0).close('question', anna, content, 1_000);
    expect(sealAt(1_000).open('question', anna, text)).toEqual(content);
    expect(sealAt(1_001).open('question', anna, text)).toBeUndefined();
    expect(sealAt(0).open('task', anna, text)).toBeUndefined();
    expect(sealAt(0, 2).open('question', anna, text)).toBeUndefined();
  });

  it('stays shut when any part of it was changed', () => {
    const text = sealAt(0).close('task', anna, content, null);
    for (let at = 0; at < text.length; at += 1) {
      // The last digits of base64url may stand for no bits of the signature.
      const changed = text.slice(0, at) + (text.charAt(at) === 'A' ? 'Q' : 'A') + text.slice(at + 1);
      if (
        Buffer.from(changed.split('.')[1] ?? '', 'base64url').equals(Buffer.from(text.split('.')[1] ?? '', 'base64url'))
      ) {
        if (changed.split('.')[0] === text.split('.')[0]) continue;
      }
      expect(sealAt(0).open('task', anna, changed)).toBeUndefined();
    }
    for (const other of ['', '.', '..', `${text}.x`, text.slice(0, -1), 'é.é']) {
      expect(sealAt(0).open('task', anna, other)).toBeUndefined();
    }
  });

  it('needs a secret that cannot be guessed', () => {
    expect(() => createSeal(new Uint8Array(31), () => 0)).toThrow(RangeError);
  });
});
